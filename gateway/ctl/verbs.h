// The verbs of `saan`. One verb, one file; a new one is a file, a line here,
// and a line in kVerbs of program.cc.

#ifndef SAAN_GATEWAY_CTL_VERBS_H_
#define SAAN_GATEWAY_CTL_VERBS_H_

#include <memory>

#include "gateway/ctl/shell.h"

namespace saan::ctl {

std::unique_ptr<Verb> MakeSubmit();
std::unique_ptr<Verb> MakeChild();
std::unique_ptr<Verb> MakeWhoAmI();
std::unique_ptr<Verb> MakeDoctor();
std::unique_ptr<Verb> MakeAgency();
std::unique_ptr<Verb> MakeQuarantine();
std::unique_ptr<Verb> MakeReview();
std::unique_ptr<Verb> MakeIdentity();
std::unique_ptr<Verb> MakeReferral();
std::unique_ptr<Verb> MakeCare();
std::unique_ptr<Verb> MakeFollowUp();
std::unique_ptr<Verb> MakeWatch();
std::unique_ptr<Verb> MakeRelay();
std::unique_ptr<Verb> MakeAudit();
std::unique_ptr<Verb> MakeWitness();
std::unique_ptr<Verb> MakeLink();
std::unique_ptr<Verb> MakeMatch();
std::unique_ptr<Verb> MakeAgreement();
std::unique_ptr<Verb> MakeRule();
std::unique_ptr<Verb> MakeConsent();
std::unique_ptr<Verb> MakeHold();
std::unique_ptr<Verb> MakeBreakGlass();
std::unique_ptr<Verb> MakeExplain();
std::unique_ptr<Verb> MakeSimulate();
std::unique_ptr<Verb> MakeContext();
std::unique_ptr<Verb> MakeCompletion();

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_VERBS_H_
