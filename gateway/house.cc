#include "gateway/house.h"

namespace saan {

std::string NewHandle(const Env& env) {
  // No letters that are read for one another: i l o u are left out.
  static constexpr char kDigits[] = "0123456789abcdefghjkmnpqrstvwxyz";
  const std::string bytes = env.random(16);
  std::string handle;
  handle.reserve(26);
  uint32_t pool = 0;
  int bits = 0;
  for (const char byte : bytes) {
    pool = (pool << 8) | static_cast<unsigned char>(byte);
    for (bits += 8; bits >= 5; bits -= 5) {
      handle.push_back(kDigits[(pool >> (bits - 5)) & 31]);
    }
  }
  handle.push_back(kDigits[(pool << (5 - bits)) & 31]);
  return handle;
}

}  // namespace saan
