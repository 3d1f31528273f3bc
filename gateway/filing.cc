#include "gateway/filing.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "gateway/match/match.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

using storage::Key;

std::string Joined(absl::string_view a, absl::string_view b) {
  return absl::StrCat(a, std::string(1, '\0'), b);
}

v1::TraitsRow TraitsRowOf(const v1::Record& record, std::string child_id) {
  v1::TraitsRow row;
  *row.mutable_traits() = match::TraitsOf(record);
  row.set_child_id(std::move(child_id));
  row.set_agency(record.agency());
  row.set_own_reference(absl::StrCat(record.system(), ":", record.native_id()));
  for (const v1::Identifier& identifier : record.person().identifiers()) {
    if (identifier.kind() != v1::IDENTIFIER_KIND_RECORD_REFERENCE) continue;
    row.add_references(
        absl::StrCat(identifier.issuer(), ":", identifier.value()));
  }
  return row;
}

bool Refers(const v1::TraitsRow& from, const v1::TraitsRow& to) {
  return std::find(from.references().begin(), from.references().end(),
                   to.own_reference()) != from.references().end();
}

// An agency that says "this belongs to my record X" is believed, unless the two
// contradict each other.
void HonourReference(const v1::TraitsRow& row,
                     const std::vector<v1::TraitsRow>& child_rows,
                     v1::Evidence* evidence) {
  const bool refers = std::any_of(
      child_rows.begin(), child_rows.end(), [&](const v1::TraitsRow& other) {
        return Refers(row, other) || Refers(other, row);
      });
  if (!refers || evidence->verdict() == v1::VERDICT_SAME) return;
  if (evidence->rule().empty()) {
    evidence->set_verdict(v1::VERDICT_SAME);
    evidence->set_rule("record_reference");
  } else {
    evidence->set_verdict(v1::VERDICT_REVIEW);
  }
}

// How many keys each candidate record shares.
absl::StatusOr<absl::flat_hash_map<std::string, int>> Vote(
    const House& house, const storage::Reader& reader, const v1::TraitsRow& row,
    absl::string_view except) {
  absl::flat_hash_map<std::string, int> votes;
  for (const IndexDigest& key : IndexDigests(house.seal, row)) {
    absl::StatusOr<v1::PostingsRow> postings =
        storage::GetRow<v1::PostingsRow>(reader, storage::kIndex, key.digest);
    if (absl::IsNotFound(postings.status())) continue;
    if (!postings.ok()) return postings.status();
    if (postings->is_common()) continue;
    for (const std::string& record_id : postings->record_ids()) {
      // A strong key outvotes all weak ones together.
      if (record_id != except) {
        votes[record_id] += key.is_strong ? 1 + match::kMaxBlockingKeys : 1;
      }
    }
  }
  return votes;
}

absl::StatusOr<std::set<std::string>> CandidateChildren(
    const House& house, const storage::Reader& reader, const v1::TraitsRow& row,
    absl::string_view except) {
  absl::StatusOr<absl::flat_hash_map<std::string, int>> votes =
      Vote(house, reader, row, except);
  if (!votes.ok()) return votes.status();
  std::vector<std::pair<int, std::string>> ranked;
  for (const auto& [record_id, count] : *votes) {
    ranked.emplace_back(-count, record_id);
  }
  std::sort(ranked.begin(), ranked.end());
  if (ranked.size() > kMaxCandidates) ranked.resize(kMaxCandidates);
  std::set<std::string> children;
  for (const auto& [unused, record_id] : ranked) {
    absl::StatusOr<v1::TraitsRow> candidate =
        storage::GetRow<v1::TraitsRow>(reader, storage::kTraits, record_id);
    if (!candidate.ok()) return candidate.status();
    children.insert(candidate->child_id());
  }
  return children;
}

absl::StatusOr<std::optional<WeighedChild>> Weigh(const House& house,
                                                  const storage::Reader& reader,
                                                  const v1::TraitsRow& row,
                                                  const std::string& child_id,
                                                  absl::string_view except) {
  absl::StatusOr<v1::ChildRow> child =
      storage::GetRow<v1::ChildRow>(reader, storage::kChildren, child_id);
  if (!child.ok()) return child.status();
  std::vector<v1::TraitsRow> rows;
  std::vector<v1::Traits> traits;
  std::vector<std::string> record_ids;
  for (const std::string& record_id : child->record_ids()) {
    if (record_id == except) continue;
    absl::StatusOr<v1::TraitsRow> other =
        storage::GetRow<v1::TraitsRow>(reader, storage::kTraits, record_id);
    if (!other.ok()) return other.status();
    traits.push_back(other->traits());
    rows.push_back(*std::move(other));
    record_ids.push_back(record_id);
  }
  if (rows.empty()) return std::nullopt;
  size_t best = 0;
  WeighedChild weighed;
  weighed.evidence =
      match::CompareWithAll(house.model, row.traits(), traits, &best);
  HonourReference(row, rows, &weighed.evidence);
  weighed.record_id = record_ids[best];
  weighed.agency = rows[best].agency();
  weighed.system = rows[best].traits().system();
  weighed.child = *std::move(child);
  return weighed;
}

bool Outranks(const WeighedChild& a, const WeighedChild& b) {
  if (a.evidence.verdict() != b.evidence.verdict()) {
    return a.evidence.verdict() < b.evidence.verdict();
  }
  if (a.evidence.weight_bits() != b.evidence.weight_bits()) {
    return a.evidence.weight_bits() > b.evidence.weight_bits();
  }
  return a.child.child_id() < b.child.child_id();
}

// One record on its way into the store.
class Filer {
 public:
  Filer(const House& house, Submitted submitted, Call* call)
      : house_(house), submitted_(std::move(submitted)), call_(call) {}

  absl::StatusOr<Filed> Run();

 private:
  absl::StatusOr<Filed> FileNew();
  absl::StatusOr<Filed> Replace(v1::RecordRow before);
  // Puts the record into a child; asks a person where the verdict says so.
  absl::StatusOr<Filed> Settle(const std::vector<WeighedChild>& weighed);

  v1::ChildRow NewChild() const;
  void OpenReview(const WeighedChild& weighed, const std::string& child_id);
  absl::Status Index();
  absl::Status Unindex(const v1::RecordRow& before);
  absl::StatusOr<v1::PostingsRow*> Postings(const std::string& digest);
  void PutAll(const std::string& child_id);
  v1::NativeReference NativeName() const;
  std::string NativeDigest() const;

  const storage::Reader& ahead() const { return house_.ahead; }
  std::vector<storage::Put>& puts() { return call_->changes.puts; }
  const v1::Record& record() const { return submitted_.record; }

  const House& house_;
  Submitted submitted_;
  Call* const call_;
  v1::RecordRow row_;
  v1::TraitsRow traits_;
  bool is_replacing_ = false;
  // Index rows as this record leaves them.
  std::map<std::string, v1::PostingsRow> postings_;
};

std::string Filer::NativeDigest() const {
  return house_.seal.Digest(
      "native-bytes", Joined(submitted_.native_header, submitted_.native));
}

absl::StatusOr<Filed> Filer::Run() {
  absl::StatusOr<std::string> record_id =
      ahead().Get(NativeKey(house_.seal, NativeName()));
  if (absl::IsNotFound(record_id.status())) return FileNew();
  if (!record_id.ok()) return record_id.status();
  absl::StatusOr<v1::RecordRow> before =
      storage::GetRow<v1::RecordRow>(ahead(), storage::kRecords, *record_id);
  if (!before.ok()) return before.status();
  if (before->native_digest() == NativeDigest() &&
      before->record().mapping_version() == record().mapping_version()) {
    absl::StatusOr<v1::ChildRow> child = storage::GetRow<v1::ChildRow>(
        ahead(), storage::kChildren, before->child_id());
    if (!child.ok()) return child.status();
    return Filed{v1::SUBMIT_OUTCOME_UNCHANGED, *record_id, *std::move(child)};
  }
  return Replace(*std::move(before));
}

absl::StatusOr<Filed> Filer::FileNew() {
  submitted_.record.set_record_id(NewHandle(house_.env));
  traits_ = TraitsRowOf(record(), "");
  row_.set_version(1);
  absl::StatusOr<std::vector<WeighedChild>> weighed =
      WeighCandidates(house_, ahead(), traits_, record().record_id());
  if (!weighed.ok()) return weighed.status();
  return Settle(*weighed);
}

absl::StatusOr<Filed> Filer::Replace(v1::RecordRow before) {
  is_replacing_ = true;
  submitted_.record.set_record_id(before.record().record_id());
  row_.set_version(before.version() + 1);
  for (const std::string& review_id : before.review_ids()) {
    row_.add_review_ids(review_id);
  }
  if (absl::Status status = Unindex(before); !status.ok()) return status;
  absl::StatusOr<v1::ChildRow> child = storage::GetRow<v1::ChildRow>(
      ahead(), storage::kChildren, before.child_id());
  if (!child.ok()) return child.status();
  traits_ = TraitsRowOf(record(), before.child_id());
  absl::StatusOr<std::vector<WeighedChild>> weighed =
      WeighCandidates(house_, ahead(), traits_, record().record_id());
  if (!weighed.ok()) return weighed.status();
  // What a record says anew never moves it by itself: it stays where it is, and
  // a person is asked when it now looks like another child, or unlike its own.
  const bool is_alone = child->record_ids_size() == 1;
  size_t reviews = 0;
  for (const WeighedChild& other : *weighed) {
    const bool is_own = other.child.child_id() == child->child_id();
    const bool asks =
        is_own ? other.evidence.verdict() != v1::VERDICT_SAME && !is_alone
               : other.evidence.verdict() != v1::VERDICT_DIFFERENT;
    if (asks && row_.review_ids().empty() && reviews < kMaxReviews) {
      OpenReview(other, child->child_id());
      ++reviews;
    }
  }
  if (absl::Status status = Index(); !status.ok()) return status;
  PutAll(child->child_id());
  v1::ChildRow after = *child;
  after.set_version(child->version() + 1);
  storage::PutRow(storage::kChildren, after.child_id(), after, &*child,
                  &call_->changes);
  return Filed{v1::SUBMIT_OUTCOME_UPDATED, record().record_id(),
               std::move(after)};
}

absl::StatusOr<Filed> Filer::Settle(const std::vector<WeighedChild>& weighed) {
  const bool is_linked =
      !weighed.empty() && weighed[0].evidence.verdict() == v1::VERDICT_SAME;
  v1::ChildRow child = is_linked ? weighed[0].child : NewChild();
  const v1::ChildRow before = child;
  child.add_record_ids(record().record_id());
  child.set_version(child.version() + 1);
  size_t reviews = 0;
  for (size_t i = is_linked ? 1 : 0; i < weighed.size(); ++i) {
    // A second child that is the same too is a person's to join.
    if (weighed[i].evidence.verdict() == v1::VERDICT_DIFFERENT) continue;
    if (is_linked && weighed[i].evidence.verdict() != v1::VERDICT_SAME)
      continue;
    if (reviews == kMaxReviews) break;
    OpenReview(weighed[i], child.child_id());
    ++reviews;
  }
  traits_.set_child_id(child.child_id());
  if (absl::Status status = Index(); !status.ok()) return status;
  PutAll(child.child_id());
  storage::PutRow(storage::kChildren, child.child_id(), child,
                  is_linked ? &before : nullptr, &call_->changes);
  const v1::SubmitOutcome outcome = is_linked     ? v1::SUBMIT_OUTCOME_LINKED
                                    : reviews > 0 ? v1::SUBMIT_OUTCOME_IN_REVIEW
                                                  : v1::SUBMIT_OUTCOME_CREATED;
  return Filed{outcome, record().record_id(), std::move(child)};
}

v1::ChildRow Filer::NewChild() const {
  v1::ChildRow child;
  child.set_child_id(NewHandle(house_.env));
  child.set_audit_ref(house_.env.random(16));
  return child;
}

void Filer::OpenReview(const WeighedChild& weighed,
                       const std::string& child_id) {
  v1::ReviewRow row;
  v1::Review& review = *row.mutable_review();
  review.set_review_id(NewHandle(house_.env));
  review.set_state(v1::REVIEW_STATE_OPEN);
  review.mutable_record()->set_record_id(record().record_id());
  review.mutable_record()->set_agency(record().agency());
  review.mutable_record()->set_system(record().system());
  review.mutable_record()->set_child_id(child_id);
  review.mutable_candidate()->set_record_id(weighed.record_id);
  review.mutable_candidate()->set_child_id(weighed.child.child_id());
  review.mutable_candidate()->set_agency(weighed.agency);
  review.mutable_candidate()->set_system(weighed.system);
  *review.mutable_evidence() = weighed.evidence;
  *review.mutable_create_time() = TimestampOf(call_->now);
  row_.add_review_ids(review.review_id());
  storage::PutRow<v1::ReviewRow>(storage::kReviews, review.review_id(), row,
                                 nullptr, &call_->changes);
  puts().push_back(
      {Key(storage::kReviewOrder,
           absl::StrCat(storage::BigEndian64(absl::ToUnixNanos(call_->now)),
                        review.review_id())),
       std::string()});
}

absl::StatusOr<v1::PostingsRow*> Filer::Postings(const std::string& digest) {
  auto [found, is_new] = postings_.try_emplace(digest);
  if (!is_new) return &found->second;
  absl::StatusOr<v1::PostingsRow> stored =
      storage::GetRow<v1::PostingsRow>(ahead(), storage::kIndex, digest);
  if (stored.ok()) {
    found->second = *std::move(stored);
  } else if (!absl::IsNotFound(stored.status())) {
    return stored.status();
  }
  return &found->second;
}

absl::Status Filer::Index() {
  for (const IndexDigest& key : IndexDigests(house_.seal, traits_)) {
    row_.add_index_digests(key.digest);
    absl::StatusOr<v1::PostingsRow*> postings = Postings(key.digest);
    if (!postings.ok()) return postings.status();
    if ((*postings)->is_common()) continue;
    if ((*postings)->record_ids_size() < kMaxPostings) {
      (*postings)->add_record_ids(record().record_id());
    } else {
      (*postings)->clear_record_ids();
      (*postings)->set_is_common(true);
    }
  }
  return absl::OkStatus();
}

absl::Status Filer::Unindex(const v1::RecordRow& before) {
  for (const std::string& digest : before.index_digests()) {
    absl::StatusOr<v1::PostingsRow*> postings = Postings(digest);
    if (!postings.ok()) return postings.status();
    auto* ids = (*postings)->mutable_record_ids();
    ids->erase(std::remove(ids->begin(), ids->end(), record().record_id()),
               ids->end());
  }
  return absl::OkStatus();
}

v1::NativeReference Filer::NativeName() const {
  v1::NativeReference name;
  name.set_system(record().system());
  name.set_form(record().form());
  name.set_native_id(record().native_id());
  return name;
}

void Filer::PutAll(const std::string& child_id) {
  const v1::Record& r = record();
  row_.set_child_id(child_id);
  row_.set_native_digest(NativeDigest());
  v1::NativeReference name = NativeName();
  puts().push_back({NativeKey(house_.seal, name), r.record_id()});
  name.clear_form();
  puts().push_back({NativeKey(house_.seal, name), r.record_id()});
  puts().push_back(
      {Key(storage::kTraits, r.record_id()), traits_.SerializeAsString()});
  for (const auto& [digest, postings] : postings_) {
    puts().push_back(
        {Key(storage::kIndex, digest), postings.SerializeAsString()});
  }
  if (!is_replacing_) {
    puts().push_back(
        {Key(storage::kOwnRecords,
             absl::StrCat(Joined(r.system(), ""),
                          storage::BigEndian64(absl::ToUnixNanos(call_->now)),
                          r.record_id())),
         std::string()});
  }
  *row_.mutable_record() = r;
  row_.set_native(std::move(submitted_.native));
  row_.set_native_header(std::move(submitted_.native_header));
  puts().push_back(
      {Key(storage::kRecords, r.record_id()), row_.SerializeAsString()});
}

}  // namespace

std::string NativeKey(const storage::Seal& seal,
                      const v1::NativeReference& native) {
  const std::string id = Joined(native.system(), native.native_id());
  return native.form().empty()
             ? Key(storage::kNativeAnyForm, seal.Digest("native-any-form", id))
             : Key(storage::kNative,
                   seal.Digest("native", Joined(id, native.form())));
}

std::vector<IndexDigest> IndexDigests(const storage::Seal& seal,
                                      const v1::TraitsRow& row) {
  std::vector<IndexDigest> digests;
  for (const match::BlockingKey& key : match::BlockingKeys(row.traits())) {
    digests.push_back({seal.Digest(key.domain, key.text), key.is_strong});
  }
  if (!row.own_reference().empty()) {
    digests.push_back({seal.Digest("reference", row.own_reference()), true});
  }
  for (const std::string& reference : row.references()) {
    digests.push_back({seal.Digest("reference", reference), true});
  }
  return digests;
}

absl::StatusOr<std::vector<WeighedChild>> WeighCandidates(
    const House& house, const storage::Reader& reader, const v1::TraitsRow& row,
    absl::string_view except) {
  absl::StatusOr<std::set<std::string>> children =
      CandidateChildren(house, reader, row, except);
  if (!children.ok()) return children.status();
  std::vector<WeighedChild> weighed;
  for (const std::string& child_id : *children) {
    absl::StatusOr<std::optional<WeighedChild>> one =
        Weigh(house, reader, row, child_id, except);
    if (!one.ok()) return one.status();
    if (one->has_value()) weighed.push_back(**std::move(one));
  }
  std::sort(weighed.begin(), weighed.end(), &Outranks);
  return weighed;
}

absl::StatusOr<Filed> File(const House& house, Submitted submitted,
                           Call* call) {
  return Filer(house, std::move(submitted), call).Run();
}

}  // namespace saan
