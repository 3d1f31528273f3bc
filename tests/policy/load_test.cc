#include <cstdio>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>

#include "absl/strings/match.h"
#include "gateway/policy/policy.h"
#include "openssl/bio.h"
#include "openssl/evp.h"
#include "openssl/pem.h"
#include "tests/policy/samples.h"

namespace saan::policy {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

Key PrivateKey(unsigned char seed) {
  const std::string bytes(32, static_cast<char>(seed));
  return Key(
      EVP_PKEY_new_raw_private_key(
          EVP_PKEY_ED25519, nullptr,
          reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()),
      EVP_PKEY_free);
}

std::string PublicPem(EVP_PKEY* key) {
  std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
  EXPECT_EQ(PEM_write_bio_PUBKEY(bio.get(), key), 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, size);
}

std::string Sign(EVP_PKEY* key, const std::string& bytes) {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
      EVP_MD_CTX_new(), EVP_MD_CTX_free);
  std::string signature(64, '\0');
  size_t size = signature.size();
  EXPECT_EQ(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key),
            1);
  EXPECT_EQ(
      EVP_DigestSign(context.get(),
                     reinterpret_cast<unsigned char*>(signature.data()), &size,
                     reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size()),
      1);
  return signature;
}

void Write(const std::string& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

std::string RuleText() {
  v1::RuleSet set;
  set.set_epoch(7);
  *set.add_rules() = SampleRule();
  return set.DebugString();
}

// A rule file, its signature and its key, in a folder of the test's own.
class Load : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    file_ = absl::StrCat(testing::TempDir(), "/policy-", test->name(),
                         ".textproto");
    signature_file_ = file_ + ".sig";
    pem_ = PublicPem(key_.get());
  }
  void TearDown() override {
    std::remove(file_.c_str());
    std::remove(signature_file_.c_str());
  }

  absl::StatusOr<std::unique_ptr<Rules>> LoadSigned(const std::string& text) {
    Write(file_, text);
    Write(signature_file_, Sign(key_.get(), text));
    return Rules::Load(file_, signature_file_, pem_);
  }

  // The status of loading `text` with this signature.
  absl::Status Try(const std::string& text, const std::string& signature) {
    Write(file_, text);
    Write(signature_file_, signature);
    return Rules::Load(file_, signature_file_, pem_).status();
  }

  Key key_ = PrivateKey(1);
  std::string file_;
  std::string signature_file_;
  std::string pem_;
};

TEST_F(Load, TakesASignedFile) {
  const auto rules = LoadSigned(RuleText());
  ASSERT_TRUE(rules.ok()) << rules.status();
  EXPECT_EQ((*rules)->epoch(), 7u);
  EXPECT_TRUE((*rules)->Decide(SampleAsk(), "dcy").allows_anything());
}

TEST_F(Load, RefusesEveryFlippedBitOfTheSignature) {
  const std::string text = RuleText();
  const std::string signature = Sign(key_.get(), text);
  for (size_t i = 0; i < signature.size() * 8; ++i) {
    std::string flipped = signature;
    flipped[i / 8] = static_cast<char>(flipped[i / 8] ^ (1 << i % 8));
    ASSERT_EQ(Try(text, flipped).code(), absl::StatusCode::kPermissionDenied);
  }
}

TEST_F(Load, RefusesAFileChangedAfterSigning) {
  const std::string text = RuleText();
  const std::string signature = Sign(key_.get(), text);
  for (const std::string& changed :
       {text + "\n", text.substr(1), std::string(), "# open all\n" + text}) {
    const absl::Status status = Try(changed, signature);
    EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
    EXPECT_TRUE(absl::StrContains(status.message(), file_)) << status;
  }
}

TEST_F(Load, ChecksTheSignatureBeforeItParses) {
  EXPECT_EQ(Try("not rules {{{", std::string(64, 'x')).code(),
            absl::StatusCode::kPermissionDenied);
}

TEST_F(Load, RefusesTheSignatureOfAnotherKey) {
  const std::string text = RuleText();
  EXPECT_EQ(Try(text, Sign(PrivateKey(2).get(), text)).code(),
            absl::StatusCode::kPermissionDenied);
}

TEST_F(Load, RefusesASignatureOfAnotherSize) {
  const std::string text = RuleText();
  const std::string signature = Sign(key_.get(), text);
  for (const std::string& wrong :
       {std::string(), signature.substr(1), signature + "\n"}) {
    const absl::Status status = Try(text, wrong);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_TRUE(absl::StartsWith(status.message(), file_)) << status;
  }
}

TEST_F(Load, RefusesAKeyThatIsNotEd25519) {
  const Key p256(EVP_EC_gen("P-256"), EVP_PKEY_free);
  for (const std::string& pem : {std::string(), std::string("x"),
                                 PublicPem(p256.get()), pem_.substr(0, 60)}) {
    pem_ = pem;
    const absl::Status status = LoadSigned(RuleText()).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_TRUE(absl::StrContains(status.message(), "Ed25519")) << status;
  }
}

TEST_F(Load, NamesTheFileThatIsMissing) {
  EXPECT_TRUE(absl::StartsWith(
      Rules::Load(file_, signature_file_, pem_).status().message(), file_));
  Write(file_, RuleText());
  EXPECT_TRUE(absl::StartsWith(
      Rules::Load(file_, signature_file_, pem_).status().message(),
      signature_file_));
}

TEST_F(Load, NamesTheLineThatDoesNotParse) {
  const absl::Status status =
      LoadSigned("epoch: 1\nrules {\n  rule_ids: \"x\"\n}\n").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(absl::StartsWith(status.message(), file_ + ":3:11: ")) << status;
}

TEST_F(Load, NamesTheLineOfAFault) {
  v1::Rule rest = SampleRule();
  rest.clear_rule_id();
  rest.clear_cap();
  rest.clear_labels();
  const std::string tail = rest.DebugString() + "}\n";
  const struct {
    std::string head;
    int line;
    int column;
    const char* field;
  } kCases[] = {
      {"epoch: 1\nrules {\nrule_id: \"a\"\n  cap: 99\n"
       "labels { categories: CATEGORY_CASE }\n",
       4, 3, "rule a: cap: "},
      {"epoch: 1\nrules {\nrule_id: \"a\"\ncap: DISCLOSURE_LEVEL_FULL\n"
       "labels {\n categories: CATEGORY_CASE }\nlabels {\n about: ABOUT_CHILD\n"
       " categories: CATEGORY_CASE\n categories: CATEGORY_REPORTER\n}\n",
       10, 2, "rule a: labels.categories: "},
      // A list in brackets has one place; a missing field that of its rule.
      {"epoch: 1\nrules {\nrule_id: \"a\"\ncap: DISCLOSURE_LEVEL_FULL\n"
       "labels {\n categories: [CATEGORY_CASE,\n CATEGORY_REPORTER]\n}\n",
       6, 2, "rule a: labels.categories: "},
      {"epoch: 1\n\nrules {\ncap: DISCLOSURE_LEVEL_FULL\n"
       "labels { categories: CATEGORY_CASE }\n",
       3, 1, "rule number 1: rule_id: "},
      {"rules {\nrule_id: \"a\"\n", 1, 1, "epoch: "},
  };
  for (const auto& example : kCases) {
    const absl::Status status = LoadSigned(example.head + tail).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_TRUE(absl::StartsWith(
        status.message(), absl::StrCat(file_, ":", example.line, ":",
                                       example.column, ": ", example.field)))
        << status;
  }
}

TEST(FromSet, RefusesARuleThatMisleads) {
  const struct {
    const char* field;
    std::function<void(v1::Rule*)> spoil;
  } kCases[] = {
      {"rule_id", [](v1::Rule* r) { r->clear_rule_id(); }},
      {"effect", [](v1::Rule* r) { r->clear_effect(); }},
      {"effect",
       [](v1::Rule* r) { r->set_effect(static_cast<v1::RuleEffect>(9)); }},
      {"recipients", [](v1::Rule* r) { r->clear_recipients(); }},
      {"recipients", [](v1::Rule* r) { r->add_recipients(""); }},
      {"holders", [](v1::Rule* r) { r->add_holders(""); }},
      {"holders", [](v1::Rule* r) { r->add_holders("*"); }},
      {"roles", [](v1::Rule* r) { r->clear_roles(); }},
      {"roles", [](v1::Rule* r) { r->add_roles(v1::ROLE_UNSPECIFIED); }},
      {"roles", [](v1::Rule* r) { r->add_roles(static_cast<v1::Role>(40)); }},
      {"purposes", [](v1::Rule* r) { r->clear_purposes(); }},
      {"purposes",
       [](v1::Rule* r) { r->add_purposes(v1::PURPOSE_UNSPECIFIED); }},
      {"actions", [](v1::Rule* r) { r->clear_actions(); }},
      {"actions", [](v1::Rule* r) { r->add_actions(v1::ACTION_UNSPECIFIED); }},
      {"labels", [](v1::Rule* r) { r->clear_labels(); }},
      {"labels.categories", [](v1::Rule* r) { r->add_labels(); }},
      {"labels.categories",
       [](v1::Rule* r) {
         r->mutable_labels(0)->add_categories(v1::CATEGORY_UNSPECIFIED);
       }},
      {"labels.categories",
       [](v1::Rule* r) {
         r->mutable_labels(0)->add_categories(v1::CATEGORY_REPORTER);
       }},
      {"labels.about",
       [](v1::Rule* r) {
         r->mutable_labels(0)->add_about(v1::ABOUT_UNSPECIFIED);
       }},
      {"labels.max_sensitivity",
       [](v1::Rule* r) { r->mutable_labels(0)->set_max_sensitivity(5); }},
      {"labels.max_sensitivity",
       [](v1::Rule* r) { r->mutable_labels(0)->set_max_sensitivity(-1); }},
      {"cap", [](v1::Rule* r) { r->clear_cap(); }},
      {"cap",
       [](v1::Rule* r) { r->set_cap(static_cast<v1::DisclosureLevel>(9)); }},
      {"cap", [](v1::Rule* r) { r->set_effect(v1::RULE_EFFECT_FORBID); }},
      {"valid_from", [](v1::Rule* r) { r->clear_valid_from(); }},
      {"valid_from",
       [](v1::Rule* r) { r->mutable_valid_from()->set_nanos(-1); }},
      {"valid_until", [](v1::Rule* r) { r->clear_valid_until(); }},
      {"valid_until",
       [](v1::Rule* r) { *r->mutable_valid_until() = r->valid_from(); }},
      {"conditions.case_statuses",
       [](v1::Rule* r) {
         r->mutable_conditions()->add_case_statuses(
             v1::CASE_STATUS_UNSPECIFIED);
       }},
      {"conditions.below_age_years",
       [](v1::Rule* r) {
         r->mutable_conditions()->set_from_age_years(10);
         r->mutable_conditions()->set_below_age_years(10);
       }},
      {"conditions.area_prefixes",
       [](v1::Rule* r) { r->mutable_conditions()->add_area_prefixes("101"); }},
      {"conditions.ties",
       [](v1::Rule* r) {
         r->mutable_conditions()->add_ties(v1::TIE_UNSPECIFIED);
       }},
      {"conditions.hours",
       [](v1::Rule* r) { r->mutable_conditions()->mutable_hours(); }},
      {"obligations", [](v1::Rule* r) { r->add_obligations(); }},
      {"obligations",
       [](v1::Rule* r) {
         r->add_obligations()->set_kind(v1::OBLIGATION_KIND_ERASE_WITHIN);
       }},
      {"budget", [](v1::Rule* r) { r->mutable_budget(); }},
      {"needs_consent",
       [](v1::Rule* r) {
         r->set_effect(v1::RULE_EFFECT_FORBID);
         r->clear_cap();
         r->set_needs_consent(true);
       }},
  };
  for (const auto& example : kCases) {
    v1::RuleSet set;
    set.set_epoch(1);
    *set.add_rules() = SampleRule();
    example.spoil(set.mutable_rules(0));
    const absl::Status status = Rules::FromSet(set).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument)
        << example.field;
    EXPECT_TRUE(absl::StrContains(status.message(),
                                  absl::StrCat(": ", example.field, ": ")))
        << example.field << " in " << status;
  }
}

TEST(FromSet, RefusesTwoRulesOfOneId) {
  v1::RuleSet set;
  set.set_epoch(1);
  *set.add_rules() = SampleRule();
  *set.add_rules() = SampleRule();
  EXPECT_EQ(Rules::FromSet(set).status().message(),
            "rule sample: rule_id: is taken by another rule");
}

TEST(FromSet, TakesAForbidOfTheReporter) {
  v1::Rule rule = SampleRule();
  rule.set_effect(v1::RULE_EFFECT_FORBID);
  rule.clear_cap();
  rule.mutable_labels(0)->add_categories(v1::CATEGORY_REPORTER);
  EXPECT_NE(RulesOf({rule}), nullptr);
}

}  // namespace
}  // namespace saan::policy
