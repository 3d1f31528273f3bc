#include "gateway/ctl/probe.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <thread>

#include "absl/strings/str_cat.h"

namespace saan::ctl {
namespace {

const absl::Time kProbedAt = absl::FromUnixSeconds(1700000000);

// Files of a system whose certificate is valid from `begin` to `end`.
class OwnFiles : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder =
        testing::TempDir() + "/saan-probe-" + std::string(6, 'X');
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    settings_.address = "127.0.0.1:1";
    settings_.ca_file = folder_ + "/own.pem";
    settings_.certificate_file = folder_ + "/own.pem";
    settings_.private_key_file = folder_ + "/own.key";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Make(const std::string& name, absl::Time begin, absl::Time end) {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    ASN1_TIME_set(X509_getm_notBefore(certificate), absl::ToTimeT(begin));
    ASN1_TIME_set(X509_getm_notAfter(certificate), absl::ToTimeT(end));
    X509_set_pubkey(certificate, key);
    X509_sign(certificate, key, EVP_sha256());
    const std::string base = absl::StrCat(folder_, "/", name);
    FILE* file = fopen((base + ".pem").c_str(), "w");
    PEM_write_X509(file, certificate);
    fclose(file);
    file = fopen((base + ".key").c_str(), "w");
    PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
    fclose(file);
    chmod((base + ".key").c_str(), 0600);
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
  void MakeValid(const std::string& name) {
    Make(name, kProbedAt - absl::Hours(24), kProbedAt + absl::Hours(24 * 300));
  }

  // The findings that are not good, as "check exit_code".
  static std::vector<std::string> Wrong(const std::vector<Finding>& findings) {
    std::vector<std::string> wrong;
    for (const Finding& finding : findings) {
      if (finding.level == Finding::Level::kGood) continue;
      wrong.push_back(absl::StrCat(finding.check, " ", finding.exit_code));
      EXPECT_FALSE(finding.remedy.th.empty() || finding.remedy.en.empty());
    }
    return wrong;
  }

  std::string folder_;
  Settings settings_;
};

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_F(OwnFiles, AreGoodWhenTheyAre) {
  MakeValid("own");
  EXPECT_THAT(Wrong(ProbeOwnFiles(settings_, kProbedAt)), IsEmpty());
}

TEST_F(OwnFiles, AreExpired) {
  Make("own", kProbedAt - absl::Hours(48), kProbedAt - absl::Hours(1));
  EXPECT_THAT(Wrong(ProbeOwnFiles(settings_, kProbedAt)),
              ElementsAre("own_certificate 4"));
}

TEST_F(OwnFiles, AreNotValidYet) {
  Make("own", kProbedAt + absl::Hours(1), kProbedAt + absl::Hours(48));
  EXPECT_THAT(Wrong(ProbeOwnFiles(settings_, kProbedAt)),
              ElementsAre("own_certificate 4"));
}

TEST_F(OwnFiles, WarnBeforeTheyExpire) {
  Make("own", kProbedAt - absl::Hours(1), kProbedAt + absl::Hours(48));
  EXPECT_THAT(Wrong(ProbeOwnFiles(settings_, kProbedAt)),
              ElementsAre("own_certificate 1"));
}

TEST_F(OwnFiles, HoldAKeyOfAnotherCertificate) {
  MakeValid("own");
  MakeValid("other");
  settings_.private_key_file = folder_ + "/other.key";
  EXPECT_THAT(Wrong(ProbeOwnFiles(settings_, kProbedAt)),
              ElementsAre("own_key 2"));
}

TEST_F(OwnFiles, HoldAKeyThatOthersCanRead) {
  MakeValid("own");
  chmod(settings_.private_key_file.c_str(), 0644);
  EXPECT_THAT(Wrong(ProbeOwnFiles(settings_, kProbedAt)),
              ElementsAre("own_key_mode 1"));
}

TEST_F(OwnFiles, AreMissing) {
  EXPECT_THAT(Wrong(ProbeOwnFiles(settings_, kProbedAt)),
              ElementsAre("authority 2", "own_certificate 2"));
}

TEST_F(OwnFiles, AreNoPem) {
  MakeValid("own");
  settings_.certificate_file = settings_.private_key_file;
  EXPECT_THAT(Wrong(ProbeOwnFiles(settings_, kProbedAt)),
              ElementsAre("own_certificate 2"));
}

// A listener on a free port of the loopback.
class Listener {
 public:
  Listener() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address));
    listen(socket_, 4);
    socklen_t size = sizeof(address);
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  ~Listener() { Close(); }
  void Close() {
    if (socket_ >= 0) close(socket_);
    socket_ = -1;
  }
  int socket() const { return socket_; }
  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

 private:
  int socket_;
  int port_ = 0;
};

TEST_F(OwnFiles, FindNoListener) {
  MakeValid("own");
  Listener listener;
  settings_.address = listener.address();
  listener.Close();
  EXPECT_THAT(Wrong(ProbeTransport(settings_, kProbedAt)),
              ElementsAre("tcp 5"));
}

TEST_F(OwnFiles, FindAListenerWithoutTls) {
  MakeValid("own");
  Listener listener;
  settings_.address = listener.address();
  std::thread server([&] {
    const int peer = accept(listener.socket(), nullptr, nullptr);
    constexpr char kAnswer[] = "HTTP/1.1 400 Bad Request\r\n\r\n";
    EXPECT_GT(write(peer, kAnswer, sizeof(kAnswer) - 1), 0);
    close(peer);
  });
  EXPECT_THAT(Wrong(ProbeTransport(settings_, kProbedAt)),
              ElementsAre("tls 5"));
  server.join();
}

TEST_F(OwnFiles, StopTheProbeBeforeTheNetworkWhenTheyAreBad) {
  Make("own", kProbedAt - absl::Hours(48), kProbedAt - absl::Hours(1));
  for (const Finding& finding : Probe(settings_, kProbedAt)) {
    EXPECT_NE(finding.check, "tcp");
  }
}

}  // namespace
}  // namespace saan::ctl
