// Programs that are not ours, or that people type: an independent client in
// Node.js, and the command line.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/e2e/running_gateway.h"

namespace saan::e2e {
namespace {

TEST(Node, AnIndependentClientSpeaksToEveryDoorItMay) {
  RunningGateway gateway;
  gateway.Start();
  gateway.RegisterAgencies();
  const Ran node = RunProgram(
      {"/usr/bin/env", "node", SAAN_ROOT "/tests/npm/client_test.mjs",
       gateway.address(), gateway.certs(), SAAN_ROOT "/proto"});
  EXPECT_EQ(node.exit_code, 0) << node.err << node.out;
}

TEST(Node, AnIndependentVerifierProvesAReceipt) {
  RunningGateway gateway;
  gateway.Start();
  const Ran node =
      RunProgram({"/usr/bin/env", "node", SAAN_ROOT "/tests/npm/audit_test.mjs",
                  gateway.address(), gateway.certs(), SAAN_ROOT "/proto"});
  EXPECT_EQ(node.exit_code, 0) << node.err << node.out;
}

}  // namespace
}  // namespace saan::e2e
