#include "storage/subject_links.h"

#include <vector>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/wire_format_lite.h"
#include "saan/v1/audit.pb.h"
#include "storage/tables.h"

namespace saan::storage {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedOutputStream;

// A repeated field, packed.
void AppendNumbers(int field, const std::vector<uint64_t>& numbers,
                   CodedOutputStream* entry) {
  size_t bytes = 0;
  for (const uint64_t number : numbers) {
    bytes += CodedOutputStream::VarintSize64(number);
  }
  entry->WriteTag(WireFormatLite::MakeTag(
      field, WireFormatLite::WIRETYPE_LENGTH_DELIMITED));
  entry->WriteVarint32(static_cast<uint32_t>(bytes));
  for (const uint64_t number : numbers) entry->WriteVarint64(number);
}

}  // namespace

void AppendLinks(absl::Span<const SubjectHead> before, std::string* entry) {
  if (before.empty()) return;
  std::vector<uint64_t> counts;
  std::vector<uint64_t> previous;
  for (const SubjectHead& head : before) {
    counts.push_back(head.count + 1);
    previous.push_back(head.count == 0 ? 0 : head.index);
  }
  // Fields of the highest numbers, which are serialised last.
  google::protobuf::io::StringOutputStream stream(entry);
  CodedOutputStream out(&stream);
  AppendNumbers(v1::AuditEntry::kSubjectCountsFieldNumber, counts, &out);
  AppendNumbers(v1::AuditEntry::kSubjectPreviousFieldNumber, previous, &out);
}

absl::StatusOr<SubjectHead> ReadSubjectHead(const Reader& reader,
                                            absl::string_view subject_ref) {
  const std::string prefix = Key(kSubjects, subject_ref);
  SubjectHead head;
  absl::Status scanned = reader.Scan(
      prefix, PrefixEnd(prefix), [&](absl::string_view key, absl::string_view) {
        head.index = FromBigEndian64(key.substr(prefix.size()));
        ++head.count;
        return true;
      });
  if (!scanned.ok()) return scanned;
  return head;
}

const SubjectHead* SubjectHeads::Find(absl::string_view subject_ref) const {
  const auto head = heads_.find(subject_ref);
  return head == heads_.end() ? nullptr : &head->second;
}

void SubjectHeads::Move(const std::string& subject_ref, const SubjectHead& head,
                        uint64_t durable) {
  heads_[subject_ref] = head;
  if (heads_.size() <= most_) return;
  absl::erase_if(
      heads_, [&](const auto& known) { return known.second.index < durable; });
  ++times_forgotten_;
}

}  // namespace saan::storage
