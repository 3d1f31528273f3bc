// Memory is far, and of a million people little of it is near: what will be
// read soon is asked for before it is needed, and large tables lie in large
// pages, so that the processor need not look up where each of them is as well.

#ifndef SAAN_GATEWAY_MATCH_MEMORY_H_
#define SAAN_GATEWAY_MATCH_MEMORY_H_

#include <sys/mman.h>

#include <cstddef>
#include <memory>
#include <new>
#include <string>
#include <vector>

namespace saan::match {

// Has the processor fetch the line of memory that holds `place`. GCC takes a
// function that does nothing but __builtin_prefetch for one without effect, and
// leaves out its calls; the empty statement keeps them.
inline void FetchSoon(const void* place) {
  __builtin_prefetch(place);
  asm volatile("");
}

// Allocates as std::allocator does; from two large pages on, whole large pages
// where the system has them (Linux: transparent huge pages, "madvise" or
// "always"). Only pages that are written to take memory.
template <typename T>
class LargePages {
 public:
  using value_type = T;

  LargePages() = default;
  template <typename U>
  LargePages(const LargePages<U>&) {}

  T* allocate(size_t count) {
    if (!IsLarge(count)) return std::allocator<T>().allocate(count);
    const size_t bytes = (count * sizeof(T) + kPage - 1) / kPage * kPage;
    void* const place = ::operator new(bytes, std::align_val_t(kPage));
    madvise(place, bytes, MADV_HUGEPAGE);  // Without it only slower.
    return static_cast<T*>(place);
  }
  void deallocate(T* place, size_t count) {
    if (IsLarge(count)) {
      ::operator delete(place, std::align_val_t(kPage));
    } else {
      std::allocator<T>().deallocate(place, count);
    }
  }
  friend bool operator==(LargePages, LargePages) { return true; }

 private:
  static constexpr size_t kPage = size_t{2} << 20;
  static bool IsLarge(size_t count) { return count >= 2 * kPage / sizeof(T); }
};

template <typename T>
using LargeVector = std::vector<T, LargePages<T>>;
using LargeString =
    std::basic_string<char, std::char_traits<char>, LargePages<char>>;

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_MEMORY_H_
