#include "gateway/care/referral_flow.h"

#include "absl/strings/str_cat.h"

namespace saan::care {
namespace {

struct Step {
  v1::ReferralStatus from;
  ReferralMove move;
  Party party;
  v1::ReferralStatus to;
};

constexpr auto kSent = v1::REFERRAL_STATUS_SENT;
constexpr auto kDelivered = v1::REFERRAL_STATUS_DELIVERED;
constexpr auto kReturned = v1::REFERRAL_STATUS_RETURNED;
constexpr auto kAccepted = v1::REFERRAL_STATUS_ACCEPTED;
constexpr auto kInProgress = v1::REFERRAL_STATUS_IN_PROGRESS;
constexpr auto kDone = v1::REFERRAL_STATUS_DONE;
constexpr auto kDeclined = v1::REFERRAL_STATUS_DECLINED;
constexpr auto kCancelled = v1::REFERRAL_STATUS_CANCELLED;

constexpr Step kSteps[] = {
    {kSent, ReferralMove::kReceive, Party::kReceiver, kDelivered},
    {kSent, ReferralMove::kAccept, Party::kReceiver, kAccepted},
    {kSent, ReferralMove::kDecline, Party::kReceiver, kDeclined},
    {kSent, ReferralMove::kAsk, Party::kReceiver, kReturned},
    {kSent, ReferralMove::kCancel, Party::kSender, kCancelled},
    {kDelivered, ReferralMove::kAccept, Party::kReceiver, kAccepted},
    {kDelivered, ReferralMove::kDecline, Party::kReceiver, kDeclined},
    {kDelivered, ReferralMove::kAsk, Party::kReceiver, kReturned},
    {kDelivered, ReferralMove::kCancel, Party::kSender, kCancelled},
    {kReturned, ReferralMove::kAnswer, Party::kSender, kSent},
    {kReturned, ReferralMove::kCancel, Party::kSender, kCancelled},
    {kAccepted, ReferralMove::kStart, Party::kReceiver, kInProgress},
    {kAccepted, ReferralMove::kComplete, Party::kReceiver, kDone},
    {kAccepted, ReferralMove::kAsk, Party::kReceiver, kReturned},
    {kAccepted, ReferralMove::kDecline, Party::kReceiver, kDeclined},
    {kAccepted, ReferralMove::kCancel, Party::kSender, kCancelled},
    {kInProgress, ReferralMove::kComplete, Party::kReceiver, kDone},
    {kInProgress, ReferralMove::kCancel, Party::kSender, kCancelled},
    {kDone, ReferralMove::kReopen, Party::kSender, kSent},
    {kDeclined, ReferralMove::kReopen, Party::kSender, kSent},
};

const char* VerbOf(ReferralMove move) {
  switch (move) {
    case ReferralMove::kReceive:
      return "GetReferral";
    case ReferralMove::kAccept:
      return "AcceptReferral";
    case ReferralMove::kDecline:
      return "DeclineReferral";
    case ReferralMove::kAsk:
      return "AskReferral";
    case ReferralMove::kAnswer:
      return "AnswerReferral";
    case ReferralMove::kStart:
      return "StartReferral";
    case ReferralMove::kComplete:
      return "CompleteReferral";
    case ReferralMove::kReopen:
      return "ReopenReferral";
    case ReferralMove::kCancel:
      return "CancelReferral";
  }
  return "";
}

}  // namespace

std::optional<v1::ReferralStatus> After(v1::ReferralStatus status,
                                        ReferralMove move, Party party) {
  for (const Step& step : kSteps) {
    if (step.from == status && step.move == move && step.party == party) {
      return step.to;
    }
  }
  return std::nullopt;
}

std::string NextVerbs(v1::ReferralStatus status) {
  std::string verbs;
  for (const Step& step : kSteps) {
    if (step.from != status || step.move == ReferralMove::kReceive) continue;
    absl::StrAppend(&verbs, verbs.empty() ? "" : ", ", VerbOf(step.move));
  }
  return verbs.empty() ? "none" : verbs;
}

bool IsOpen(v1::ReferralStatus status) {
  return status == kSent || status == kDelivered || status == kReturned ||
         status == kAccepted || status == kInProgress;
}

Party Turn(v1::ReferralStatus status) {
  return status == kReturned ? Party::kSender : Party::kReceiver;
}

}  // namespace saan::care
