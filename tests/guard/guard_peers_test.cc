#include "gateway/guard_peers.h"

#include "gtest/gtest.h"

namespace saan {
namespace {

Peer PeerNamed(const char* uri) { return {uri, "sha of a", {}, {}}; }

TEST(Peers, FindsWhoStandsBehindADescriptor) {
  Peers peers(10, 10);
  ASSERT_TRUE(peers.Add(12, PeerNamed("a")).ok());
  EXPECT_EQ(peers.Find("fd:12")->uri, "a");
  for (const char* name : {"fd:13", "fd:", "fd:12x", "12", "ipv4:fd:12", ""}) {
    EXPECT_FALSE(peers.Find(name).has_value()) << name;
  }
}

TEST(Peers, ForgetsWhoIsRemoved) {
  Peers peers(10, 10);
  const uint64_t id = *peers.Add(12, PeerNamed("a"));
  peers.Remove(id);
  EXPECT_FALSE(peers.Find("fd:12").has_value());
}

TEST(Peers, LetsALateRemovalNotTouchTheNextConnection) {
  Peers peers(10, 10);
  const uint64_t old_id = *peers.Add(12, PeerNamed("a"));
  ASSERT_TRUE(peers.Add(12, PeerNamed("b")).ok());
  peers.Remove(old_id);
  EXPECT_EQ(peers.Find("fd:12")->uri, "b");
}

TEST(Peers, HoldsBothLimits) {
  Peers peers(3, 2);
  const uint64_t first = *peers.Add(1, PeerNamed("a"));
  ASSERT_TRUE(peers.Add(2, PeerNamed("a")).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(peers.Add(3, PeerNamed("a")).status()));
  ASSERT_TRUE(peers.Add(3, PeerNamed("b")).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(peers.Add(4, PeerNamed("b")).status()));
  peers.Remove(first);
  EXPECT_TRUE(peers.Add(4, PeerNamed("a")).ok());
}

TEST(Peers, DisownsACertificateButCountsItsConnections) {
  Peers peers(1, 1);
  const uint64_t id = *peers.Add(5, PeerNamed("a"));
  peers.Disown("sha of b");
  EXPECT_TRUE(peers.Find("fd:5").has_value());
  peers.Disown("sha of a");
  EXPECT_FALSE(peers.Find("fd:5").has_value());
  EXPECT_FALSE(peers.Add(6, PeerNamed("c")).ok());
  peers.Remove(id);
  EXPECT_TRUE(peers.Add(6, PeerNamed("c")).ok());
}

}  // namespace
}  // namespace saan
