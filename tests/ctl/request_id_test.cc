#include "gateway/ctl/request_id.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace saan::ctl {
namespace {

const RequestParts kParts = {
    "ctx", "bma", "temtem", "", "m@1", "head", "{\"case_id\":\"TT-1\"}"};

TEST(RequestId, StaysTheSameForTheSameRecord) {
  EXPECT_EQ(RequestId(kParts), RequestId(kParts));
}

TEST(RequestId, StaysTheSameAcrossVersionsOfThisProgram) {
  // Computed once by another SHA-256; a change would take records twice.
  EXPECT_EQ(RequestId({"", "a", "s", "f", "", "", "x"}),
            "ce96a6eb-9b4e-818a-9077-9b37a94d849e");
}

TEST(RequestId, ChangesWithEachPart) {
  std::set<std::string> ids = {RequestId(kParts)};
  for (absl::string_view RequestParts::*part :
       {&RequestParts::context, &RequestParts::agency, &RequestParts::system,
        &RequestParts::form, &RequestParts::mapping_versions,
        &RequestParts::header, &RequestParts::native}) {
    RequestParts other = kParts;
    other.*part = "other";
    EXPECT_TRUE(ids.insert(RequestId(other)).second);
  }
}

TEST(RequestId, KeepsPartsApart) {
  EXPECT_NE(RequestId({"", "ab", "c", "", "", "", ""}),
            RequestId({"", "a", "bc", "", "", "", ""}));
}

TEST(RequestId, IsAUuidOfVersionEight) {
  EXPECT_THAT(RequestId(kParts),
              testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-"
                                    "[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
}

}  // namespace
}  // namespace saan::ctl
