#include "gateway/ctl/webhook.h"

#include <curl/curl.h>

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "storage/hmac.h"

namespace saan::ctl {
namespace {

constexpr char kSecretPrefix[] = "whsec_";
constexpr size_t kLeastSecretBytes = 24;
constexpr size_t kMostSecretBytes = 64;
constexpr long kConnectSeconds = 10;
constexpr long kTotalSeconds = 30;
constexpr long kGone = 410;
constexpr absl::Duration kFirstPause = absl::Seconds(1);
constexpr absl::Duration kLongestPause = absl::Minutes(5);

// The receiver's words are not for us; nothing of them is kept.
size_t Discard(char*, size_t size, size_t count, void*) { return size * count; }

// The host in "scheme://host[:port]/...".
std::string HostOf(absl::string_view url) {
  CURLU* parsed = curl_url();
  std::string host;
  char* part = nullptr;
  if (curl_url_set(parsed, CURLUPART_URL, std::string(url).c_str(), 0) ==
          CURLUE_OK &&
      curl_url_get(parsed, CURLUPART_HOST, &part, 0) == CURLUE_OK) {
    host = part;
    curl_free(part);
  }
  curl_url_cleanup(parsed);
  return host;
}

// What came of a try that got no answer.
absl::Status FaultOf(CURLcode code, absl::string_view detail) {
  const std::string why =
      detail.empty() ? curl_easy_strerror(code) : std::string(detail);
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return absl::UnauthenticatedError(absl::StrCat(
          "the receiver's certificate is not trusted, and nothing was sent: ",
          why, "; it must be for the host of --url, in time, and of an ",
          "authority in --url-ca, or of this machine"));
    case CURLE_SSL_CACERT_BADFILE:
      return absl::UnauthenticatedError(absl::StrCat(
          "--url-ca cannot be read as PEM, and nothing was sent: ", why));
    default:
      return absl::UnavailableError(why);
  }
}

}  // namespace

absl::StatusOr<WebhookSecret> WebhookSecret::Parse(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  std::string bytes;
  if (!absl::ConsumePrefix(&text, kSecretPrefix) ||
      !absl::Base64Unescape(text, &bytes)) {
    return absl::InvalidArgumentError(
        "a webhook secret is \"whsec_\" and base64, e.g. made by: "
        "echo whsec_$(openssl rand -base64 32)");
  }
  if (bytes.size() < kLeastSecretBytes || bytes.size() > kMostSecretBytes) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a webhook secret is of ", kLeastSecretBytes, " to ", kMostSecretBytes,
        " bytes; this one is of ", bytes.size()));
  }
  return WebhookSecret(std::move(bytes));
}

std::string WebhookSecret::Sign(absl::string_view id, absl::Time time,
                                absl::string_view body) const {
  const std::string signed_text =
      absl::StrCat(id, ".", absl::ToUnixSeconds(time), ".", body);
  return absl::StrCat(
      "v1,", absl::Base64Escape(storage::Hmac(bytes_).Digest({signed_text})));
}

bool IsSafeUrl(absl::string_view url) {
  const std::string host = HostOf(url);
  if (host.empty()) return false;
  if (absl::StartsWithIgnoreCase(url, "https://")) return true;
  return absl::StartsWithIgnoreCase(url, "http://") &&
         (host == "localhost" || host == "127.0.0.1" || host == "[::1]");
}

struct Webhook::Channel {
  Channel() : curl(curl_easy_init()) {}
  ~Channel() { curl_easy_cleanup(curl); }

  CURL* const curl;
  char fault[CURL_ERROR_SIZE] = "";
};

Webhook::Webhook(WebhookSecret secret, std::unique_ptr<Channel> channel)
    : secret_(std::move(secret)), channel_(std::move(channel)) {}

Webhook::~Webhook() = default;

absl::StatusOr<std::unique_ptr<Webhook>> Webhook::Make(
    const std::string& url, WebhookSecret secret, const std::string& ca_file) {
  if (!IsSafeUrl(url)) {
    return absl::InvalidArgumentError(
        "the URL must begin with https://; http:// goes to this machine alone");
  }
  auto channel = std::make_unique<Channel>();
  CURL* const curl = channel->curl;
  if (curl == nullptr) return absl::InternalError("libcurl did not start");
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kTotalSeconds);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Discard);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "saan-relay");
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, channel->fault);
  // These are what libcurl does unasked; said, because all rests on them: the
  // certificate is checked, and that it is for this host, before a byte goes.
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  // What is in clear stays on this machine, whatever http_proxy says.
  if (absl::StartsWithIgnoreCase(url, "http://")) {
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
  }
  if (!ca_file.empty()) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file.c_str());
  }
  return std::unique_ptr<Webhook>(
      new Webhook(std::move(secret), std::move(channel)));
}

absl::Status Webhook::Post(const std::string& id, absl::Time now,
                           const std::string& body) {
  CURL* const curl = channel_->curl;
  curl_slist* headers = nullptr;
  for (const std::string& header :
       {std::string("content-type: application/json; charset=utf-8"),
        absl::StrCat("webhook-id: ", id),
        absl::StrCat("webhook-timestamp: ", absl::ToUnixSeconds(now)),
        absl::StrCat("webhook-signature: ", secret_.Sign(id, now, body)),
        // Not answered by every receiver; without it nothing waits.
        std::string("expect:")}) {
    headers = curl_slist_append(headers, header.c_str());
  }
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                   static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.c_str());
  channel_->fault[0] = '\0';
  const CURLcode posted = curl_easy_perform(curl);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, nullptr);
  curl_slist_free_all(headers);
  if (posted != CURLE_OK) return FaultOf(posted, channel_->fault);
  long code = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
  if (code >= 200 && code < 300) return absl::OkStatus();
  const std::string message =
      absl::StrCat("the receiver answered with HTTP status ", code);
  if (code == kGone) return absl::FailedPreconditionError(message);
  return absl::UnavailableError(message);
}

absl::Duration PauseAfter(int failures, double chance) {
  absl::Duration pause = kFirstPause;
  for (int i = 1; i < failures && pause < kLongestPause; ++i) pause *= 2;
  return std::min(pause, kLongestPause) * (1 - chance / 2);
}

}  // namespace saan::ctl
