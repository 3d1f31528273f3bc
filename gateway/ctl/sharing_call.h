// One call of the door for sharing, from the flags to the exit code.

#ifndef SAAN_GATEWAY_CTL_SHARING_CALL_H_
#define SAAN_GATEWAY_CTL_SHARING_CALL_H_

#include "gateway/ctl/one_call.h"

namespace saan::ctl {

using SharingStub = v1::SharingService::Stub;

// CallOnce for this door.
template <typename Request, typename Response, typename Print>
int CallSharing(const Shell& shell, v1::Purpose purpose,
                grpc::Status (SharingStub::*method)(grpc::ClientContext*,
                                                    const Request&, Response*),
                Request request, const Print& print) {
  return CallOnce(shell, purpose, &Connection::sharing, method,
                  std::move(request), print);
}

// The short word of an enum value, e.g. "guardian_alone"; for tables.
template <typename Enum>
std::string ShortWord(Enum value) {
  const auto* type = google::protobuf::GetEnumDescriptor<Enum>();
  const auto words = ShortWords(*type);
  const int place = type->FindValueByNumber(value) == nullptr
                        ? 0
                        : type->FindValueByNumber(value)->index();
  return place == 0 ? "" : words[place - 1];
}

// Adds what `words` name to a list of enum values. INVALID_ARGUMENT names the
// flag and lists the right words.
template <typename Enum>
absl::Status AddWords(const char* flag, const std::vector<std::string>& words,
                      google::protobuf::RepeatedField<int>* list) {
  for (const std::string& word : words) {
    const absl::StatusOr<int> value =
        ParseShortWord(*google::protobuf::GetEnumDescriptor<Enum>(), word);
    if (!value.ok()) {
      return absl::InvalidArgumentError(std::string(flag) + ": " +
                                        std::string(value.status().message()));
    }
    list->Add(*value);
  }
  return absl::OkStatus();
}

// One such word; UNSPECIFIED where it is empty.
template <typename Enum>
absl::StatusOr<Enum> OneWord(const char* flag, const std::string& word) {
  if (word.empty()) return static_cast<Enum>(0);
  google::protobuf::RepeatedField<int> list;
  absl::Status added = AddWords<Enum>(flag, {word}, &list);
  if (!added.ok()) return added;
  return static_cast<Enum>(list.Get(0));
}

// SHA-256 of a file's bytes, 64 hexadecimal digits.
absl::StatusOr<std::string> Sha256OfFile(const std::string& path,
                                         const char* flag);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_SHARING_CALL_H_
