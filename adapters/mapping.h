// An adapter made of text: a folder's mapping.textproto and code files.

#ifndef SAAN_ADAPTERS_MAPPING_H_
#define SAAN_ADAPTERS_MAPPING_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "adapters/adapter.h"
#include "adapters/mapping_plan.h"

namespace saan::adapters {

class Mapping final : public Adapter {
 public:
  // Compiles the mapping of `folder`, whose name is the system's id. Samples
  // are not run here (mapping_samples.h). INVALID_ARGUMENT "file:line: reason"
  // when the mapping cannot be used.
  static absl::StatusOr<std::unique_ptr<Mapping>> Load(
      const std::string& folder);

  absl::string_view system() const override { return plan_->spec.system(); }
  const std::vector<v1::FormInfo>& forms() const override { return forms_; }
  Mapped ToShared(const Native& native) const override;
  absl::StatusOr<std::string> FromShared(const v1::Record& record,
                                         absl::string_view form) const override;

 private:
  explicit Mapping(std::unique_ptr<SystemPlan> plan);

  const FormPlan* FindForm(absl::string_view form) const;
  void ReadJson(absl::string_view utf8, absl::string_view form,
                Mapped* out) const;
  void ReadCsv(absl::string_view header, absl::string_view row,
               absl::string_view form, Mapped* out) const;
  void Begin(const FormPlan& form, Mapped* out) const;

  std::unique_ptr<SystemPlan> plan_;
  std::vector<v1::FormInfo> forms_;
};

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_MAPPING_H_
