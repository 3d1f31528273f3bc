// The parts of `saan audit`. Each declares its own subcommands; audit.cc puts
// them together.

#ifndef SAAN_GATEWAY_CTL_AUDIT_H_
#define SAAN_GATEWAY_CTL_AUDIT_H_

#include <memory>

#include "gateway/ctl/shell.h"

namespace saan::ctl {

std::unique_ptr<Verb> MakeAuditProof();     // show, proof, checkpoint
std::unique_ptr<Verb> MakeAuditExport();    // export
std::unique_ptr<Verb> MakeAuditVerify();    // verify
std::unique_ptr<Verb> MakeAuditFindings();  // findings
std::unique_ptr<Verb> MakeAuditReport();    // report
std::unique_ptr<Verb> MakeAuditSegments();  // segments
std::unique_ptr<Verb> MakeAuditBreach();    // breach, processing
std::unique_ptr<Verb> MakeAuditErase();     // erase

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_AUDIT_H_
