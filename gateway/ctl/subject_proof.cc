#include "gateway/ctl/subject_proof.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gateway/ctl/output.h"
#include "google/protobuf/util/json_util.h"
#include "storage/merkle.h"
#include "storage/segment_check.h"

namespace saan::ctl {
namespace {

absl::StatusOr<storage::SubjectAnswer> OpenAnswer(
    const v1::SegmentAnswer& answer, const storage::Checkpoint& checkpoint) {
  absl::StatusOr<v1::SegmentSeal> seal = OpenSeal(answer.seal(), checkpoint);
  if (!seal.ok()) return seal.status();
  storage::SubjectAnswer opened;
  opened.seal_index = answer.seal().log_index();
  opened.seal = *std::move(seal);
  opened.indexes.assign(answer.log_indexes().begin(),
                        answer.log_indexes().end());
  opened.proof.siblings.assign(answer.siblings().begin(),
                               answer.siblings().end());
  if (!answer.other_key().empty() || !answer.other_value().empty()) {
    opened.proof.other = {answer.other_key(), answer.other_value()};
  }
  return opened;
}

}  // namespace

std::string FormatSubjectProof(
    const std::vector<v1::ProveSubjectResponse>& pages) {
  std::string text;
  for (const v1::ProveSubjectResponse& page : pages) {
    absl::StrAppend(&text, MessageJson(page), "\n");
  }
  return text;
}

absl::StatusOr<std::vector<v1::ProveSubjectResponse>> ParseSubjectProof(
    absl::string_view text) {
  std::vector<v1::ProveSubjectResponse> pages;
  for (const absl::string_view line :
       absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    v1::ProveSubjectResponse page;
    if (!google::protobuf::util::JsonStringToMessage(std::string(line), &page)
             .ok()) {
      return absl::InvalidArgumentError(absl::StrCat("line ", pages.size() + 1,
                                                     " is no answer about a "
                                                     "child"));
    }
    pages.push_back(std::move(page));
  }
  return pages;
}

absl::StatusOr<v1::SegmentSeal> OpenSeal(
    const v1::LoggedEntry& logged, const storage::Checkpoint& checkpoint) {
  const std::vector<std::string> hashes(logged.inclusion_proof().begin(),
                                        logged.inclusion_proof().end());
  absl::Status proven = storage::VerifyInclusion(
      logged.log_index(), checkpoint.size, storage::LeafHash(logged.leaf()),
      hashes, checkpoint.root);
  if (!proven.ok()) return proven;
  v1::AuditEntry entry;
  if (!entry.ParseFromString(logged.leaf()) || !entry.has_seal()) {
    return absl::DataLossError(
        absl::StrCat("entry ", logged.log_index(), " seals no segment"));
  }
  return entry.seal();
}

absl::StatusOr<ProvenSubject> VerifySubjectProof(
    const std::vector<v1::ProveSubjectResponse>& pages, const Trust& trust) {
  if (pages.empty()) {
    return absl::InvalidArgumentError("there is no answer to verify");
  }
  ProvenSubject proven;
  proven.subject_ref = pages.front().subject_ref();
  std::vector<storage::SubjectAnswer> answers;
  for (const v1::ProveSubjectResponse& page : pages) {
    if (page.subject_ref() != proven.subject_ref) {
      return absl::DataLossError("its pages are of two children");
    }
    absl::StatusOr<storage::OpenedCheckpoint> opened =
        trust.OpenUncosigned(page.checkpoint());
    if (!opened.ok()) return opened.status();
    for (const v1::SegmentAnswer& segment : page.segments()) {
      absl::StatusOr<storage::SubjectAnswer> answer =
          OpenAnswer(segment, opened->checkpoint);
      if (!answer.ok()) return answer.status();
      proven.indexes.insert(proven.indexes.end(), answer->indexes.begin(),
                            answer->indexes.end());
      answers.push_back(*std::move(answer));
    }
    proven.checkpoint = *std::move(opened);
  }
  proven.segments = answers.size();
  absl::Status verified = storage::VerifySubjectAnswers(
      proven.subject_ref, answers, &proven.sealed_end);
  if (!verified.ok()) return verified;
  return proven;
}

}  // namespace saan::ctl
