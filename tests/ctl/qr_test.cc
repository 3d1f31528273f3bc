#include "gateway/ctl/qr.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace saan::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// Version 1 has 21 modules a side, and eight more of quiet (ISO/IEC 18004).
TEST(QrSvg, TakesTheSmallestSymbolAndKeepsItsMarginQuiet) {
  const std::string svg = QrSvg("saan");
  EXPECT_THAT(svg, StartsWith("<svg "));
  EXPECT_THAT(svg, HasSubstr("viewBox=\"0 0 29 29\""));
  // The first row begins with the seven modules of a finder pattern.
  EXPECT_THAT(svg, HasSubstr("d=\"M4 4h7v1h-7z"));
}

TEST(QrSvg, IsEmptyForWhatNoSymbolHolds) {
  EXPECT_THAT(QrSvg(std::string(2953, 'a')), HasSubstr("0 0 185 185"));
  EXPECT_EQ(QrSvg(std::string(2954, 'a')), "");
  EXPECT_EQ(QrSvg(""), "");
}

}  // namespace
}  // namespace saan::ctl
