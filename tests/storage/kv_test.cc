#include <memory>
#include <utility>

#include "storage/recent.h"
#include "tests/storage/kv_suite.h"
#include "tests/storage/temp_folder.h"
#include "tests/storage/test_seal.h"

namespace saan::storage {
namespace {

class Memory {
 public:
  Kv* kv() { return kv_.get(); }
  void Reopen() {}

 private:
  std::unique_ptr<Kv> kv_ = NewMemoryKv();
};

class Rocks {
 public:
  Rocks() { Open(); }
  Kv* kv() { return kv_.get(); }
  void Reopen() {
    kv_.reset();
    Open();
  }

 private:
  void Open() {
    auto kv = OpenRocks(folder_.path());
    ASSERT_TRUE(kv.ok()) << kv.status();
    kv_ = *std::move(kv);
  }

  TempFolder folder_;
  std::unique_ptr<Kv> kv_;
};

template <typename Engine>
class Sealed {
 public:
  Kv* kv() { return sealed_.get(); }
  void Reopen() {
    sealed_.reset();
    engine_.Reopen();
    sealed_ = NewSealedKv(engine_.kv(), seal_.get());
  }

 private:
  Engine engine_;
  std::unique_ptr<Seal> seal_ = TestSeal();
  std::unique_ptr<Kv> sealed_ = NewSealedKv(engine_.kv(), seal_.get());
};

template <typename Engine>
class Recent {
 public:
  Kv* kv() { return recent_.get(); }
  void Reopen() {
    recent_.reset();
    engine_.Reopen();
    recent_ = NewRecentKv(engine_.kv(), 1 << 20);
  }

 private:
  Engine engine_;
  std::unique_ptr<Kv> recent_ = NewRecentKv(engine_.kv(), 1 << 20);
};

INSTANTIATE_TYPED_TEST_SUITE_P(MemoryEngine, KvSuite, Memory);
INSTANTIATE_TYPED_TEST_SUITE_P(RocksEngine, KvSuite, Rocks);
INSTANTIATE_TYPED_TEST_SUITE_P(SealedMemory, KvSuite, Sealed<Memory>);
INSTANTIATE_TYPED_TEST_SUITE_P(SealedRocks, KvSuite, Sealed<Rocks>);
INSTANTIATE_TYPED_TEST_SUITE_P(RecentRocks, KvSuite, Recent<Sealed<Rocks>>);

}  // namespace
}  // namespace saan::storage
