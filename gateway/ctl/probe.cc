#include "gateway/ctl/probe.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <ctime>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/ctl/connection.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

constexpr absl::Duration kExpiresSoon = absl::Hours(14 * 24);

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Bio = std::unique_ptr<BIO, Free>;
using Certificate = std::unique_ptr<X509, Free>;
using PrivateKey = std::unique_ptr<EVP_PKEY, Free>;

Bio Memory(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Gives no passphrase instead of asking the terminal for one.
int NoPassphrase(char*, int, int, void*) { return 0; }

absl::Time TimeOf(const ASN1_TIME* asn1) {
  std::tm broken_down = {};
  ASN1_TIME_to_tm(asn1, &broken_down);
  return absl::FromTM(broken_down, absl::UTCTimeZone());
}

Words AtTime(absl::string_view th, absl::string_view en, absl::Time time) {
  return {absl::StrCat(th, FormatMoment(time, Lang::kThai)),
          absl::StrCat(en, FormatMoment(time, Lang::kEnglish), ".")};
}

Finding ValidityFinding(const X509& certificate, absl::Time now) {
  const absl::Time begin = TimeOf(X509_get0_notBefore(&certificate));
  const absl::Time end = TimeOf(X509_get0_notAfter(&certificate));
  const Words renew = {"ขอใบรับรองใหม่จากผู้ดูแลเกตเวย์",
                       "Ask the gateway's administrator for a new one."};
  if (now > end) {
    return Bad("own_certificate", kExitDenied,
               AtTime("ใบรับรองของระบบนี้หมดอายุเมื่อ ",
                      "This system's certificate expired on ", end),
               renew);
  }
  if (now < begin) {
    return Bad("own_certificate", kExitDenied,
               AtTime("ใบรับรองของระบบนี้เริ่มใช้ได้เมื่อ ",
                      "This system's certificate is not valid before ", begin),
               {"ตรวจนาฬิกาของเครื่องนี้ หรือรอให้ถึงเวลา",
                "Check this machine's clock, or wait."});
  }
  const Words good = AtTime("ใบรับรองของระบบนี้ใช้ได้ถึง ",
                            "This system's certificate is valid until ", end);
  if (end - now < kExpiresSoon) return Warning("own_certificate", good, renew);
  return Good("own_certificate", good);
}

Finding KeyFinding(const std::string& pem, const X509& certificate) {
  const Bio bio = Memory(pem);
  const PrivateKey key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, nullptr));
  if (key == nullptr) {
    return Bad("own_key", kExitUsage,
               {"อ่านกุญแจส่วนตัวไม่ได้: ไม่ใช่ PEM หรือมีรหัสผ่าน",
                "The private key cannot be read: it is no PEM key, or it has "
                "a passphrase."},
               {"ระบุไฟล์กุญแจ PEM ที่ไม่มีรหัสผ่านด้วย --key",
                "Name a PEM key without a passphrase by --key."});
  }
  if (X509_check_private_key(&certificate, key.get()) != 1) {
    return Bad("own_key", kExitUsage,
               {"กุญแจส่วนตัวไม่ใช่คู่ของใบรับรอง",
                "The private key does not belong to the certificate."},
               {"ตรวจว่า --cert และ --key มาจากชุดเดียวกัน",
                "Check that --cert and --key are of one pair."});
  }
  return Good("own_key", {"กุญแจส่วนตัวเป็นคู่ของใบรับรอง",
                          "The private key belongs to the certificate."});
}

std::optional<Finding> KeyModeFinding(const std::string& path) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) return std::nullopt;
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) == 0) return std::nullopt;
  return Warning("own_key_mode",
                 {"ผู้ใช้อื่นในเครื่องนี้เข้าถึงไฟล์กุญแจส่วนตัวได้",
                  "Others on this machine can get at the private key file."},
                 {absl::StrCat("สั่ง chmod 600 ", path),
                  absl::StrCat("Run chmod 600 ", path)});
}

Finding Unreadable(std::string check, const absl::Status& status) {
  return Bad(std::move(check), kExitUsage,
             {absl::StrCat("อ่านไฟล์ไม่ได้ ", status.message()),
              absl::StrCat(status.message(), ".")},
             {"ตรวจชื่อไฟล์และสิทธิ์ของไฟล์", "Check the file's name and mode."});
}

}  // namespace

Finding Good(std::string check, Words what) {
  return {
      std::move(check), Finding::Level::kGood, kExitOk, std::move(what), {}};
}

Finding Warning(std::string check, Words what, Words remedy) {
  return {std::move(check), Finding::Level::kWarning, kExitFailed,
          std::move(what), std::move(remedy)};
}

Finding Bad(std::string check, ExitCode exit_code, Words what, Words remedy) {
  return {std::move(check), Finding::Level::kBad, exit_code, std::move(what),
          std::move(remedy)};
}

std::vector<Finding> ProbeOwnFiles(const Settings& settings, absl::Time now) {
  std::vector<Finding> findings;
  const absl::StatusOr<std::string> authority =
      ReadSmallFile(settings.ca_file, "--ca", kMaxPemBytes);
  if (!authority.ok()) {
    findings.push_back(Unreadable("authority", authority.status()));
  }
  const absl::StatusOr<std::string> pem =
      ReadSmallFile(settings.certificate_file, "--cert", kMaxPemBytes);
  if (!pem.ok()) {
    findings.push_back(Unreadable("own_certificate", pem.status()));
    return findings;
  }
  const Bio bio = Memory(*pem);
  const Certificate certificate(
      PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr));
  if (certificate == nullptr) {
    findings.push_back(Bad(
        "own_certificate", kExitUsage,
        {"ไฟล์ใบรับรองไม่ใช่ PEM", "The certificate file is no PEM."},
        {"ระบุใบรับรอง PEM ด้วย --cert", "Name a PEM certificate by --cert."}));
    return findings;
  }
  findings.push_back(ValidityFinding(*certificate, now));
  const absl::StatusOr<std::string> key =
      ReadSmallFile(settings.private_key_file, "--key", kMaxPemBytes);
  if (!key.ok()) {
    findings.push_back(Unreadable("own_key", key.status()));
    return findings;
  }
  findings.push_back(KeyFinding(*key, *certificate));
  if (std::optional<Finding> mode = KeyModeFinding(settings.private_key_file);
      mode.has_value()) {
    findings.push_back(*std::move(mode));
  }
  return findings;
}

std::vector<Finding> Probe(const Settings& settings, absl::Time now) {
  std::vector<Finding> findings = ProbeOwnFiles(settings, now);
  for (const Finding& finding : findings) {
    if (finding.level == Finding::Level::kBad) return findings;
  }
  for (Finding& finding : ProbeTransport(settings, now)) {
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace saan::ctl
