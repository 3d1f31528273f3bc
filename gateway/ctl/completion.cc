// saan completion bash: prints the script that bash completes `saan` by.

#include <CLI/CLI.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/ctl/completion_script.h"
#include "gateway/ctl/verbs.h"

namespace saan::ctl {
namespace {

// What may stand after the words of `app`: subcommands and options.
std::vector<std::string> Candidates(const CLI::App& app) {
  std::vector<std::string> words;
  for (const CLI::App* child :
       app.get_subcommands([](const CLI::App*) { return true; })) {
    words.push_back(child->get_name());
  }
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      words.push_back(absl::StrCat("--", name));
    }
  }
  return words;
}

// One branch of the script for `app`, and those for all below it.
void AddBranches(const CLI::App& app, const std::string& path,
                 std::string* script) {
  absl::StrAppend(script, "    '", path, "') words='",
                  absl::StrJoin(Candidates(app), " "), "' ;;\n");
  for (const CLI::App* child :
       app.get_subcommands([](const CLI::App*) { return true; })) {
    AddBranches(*child, absl::StrCat(path, " ", child->get_name()), script);
  }
}

// Options whose next word is a value, and the values where they are few.
void AddValues(std::string* script) {
  const struct {
    const char* options;
    std::vector<std::string> values;
  } known[] = {{"--purpose", ShortWords(*v1::Purpose_descriptor())},
               {"--role|--grant-role", ShortWords(*v1::Role_descriptor())},
               {"--output|-o", {"table", "json", "jsonl", "csv"}},
               {"--lang", {"th", "en"}}};
  for (const auto& [options, values] : known) {
    absl::StrAppend(script, "    ", options, ") COMPREPLY=($(compgen -W '",
                    absl::StrJoin(values, " "), "' -- \"$now\")); return ;;\n");
  }
  absl::StrAppend(
      script,
      "    "
      "--ca|--cert|--key|--cert-file|--out|--model|--clusters|--links|--truth) "
      "COMPREPLY=("
      "$(compgen -f -- \"$now\")); return ;;\n");
}

}  // namespace

std::string BashCompletion(const CLI::App& root) {
  std::string global;
  for (const CLI::Option* option : root.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      absl::StrAppend(&global, " --", name);
    }
  }
  std::string script =
      "# bash completion for saan; load it with: source <(saan completion "
      "bash)\n"
      "_saan() {\n"
      "  local now=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}"
      "\n"
      "  local path=saan words='' word i\n"
      "  COMPREPLY=()\n"
      "  case \"$before\" in\n";
  AddValues(&script);
  absl::StrAppend(&script,
                  "  esac\n"
                  "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
                  "    word=${COMP_WORDS[i]}\n"
                  "    case \"$path $word\" in\n");
  // Only words that are commands lengthen the path.
  std::vector<std::string> paths;
  for (const CLI::App* verb :
       root.get_subcommands([](const CLI::App*) { return true; })) {
    paths.push_back(absl::StrCat("'saan ", verb->get_name(), "'"));
    for (const CLI::App* child :
         verb->get_subcommands([](const CLI::App*) { return true; })) {
      paths.push_back(absl::StrCat("'saan ", verb->get_name(), " ",
                                   child->get_name(), "'"));
    }
  }
  absl::StrAppend(&script, "      ", absl::StrJoin(paths, "|"),
                  ") path=\"$path $word\" ;;\n"
                  "    esac\n"
                  "  done\n"
                  "  case \"$path\" in\n");
  AddBranches(root, "saan", &script);
  absl::StrAppend(&script,
                  "  esac\n"
                  "  if [[ $path != saan ]]; then words=\"$words",
                  global,
                  "\"; fi\n"
                  "  COMPREPLY=($(compgen -W \"$words\" -- \"$now\"))\n"
                  "  if [[ ( $path == 'saan submit' || $path == 'saan link' || "
                  "$path == 'saan match train' ) && $now != -* ]]; then\n"
                  "    COMPREPLY=($(compgen -f -- \"$now\"))\n"
                  "  fi\n"
                  "}\n"
                  "complete -o filenames -F _saan saan\n");
  return script;
}

namespace {

class Completion : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override {
    CLI::App* completion = app->add_subcommand(
        "completion", "เติมคำสั่งอัตโนมัติ / Print a completion script");
    completion->require_subcommand(1);
    CLI::App* bash = completion->add_subcommand(
        "bash", "สำหรับ bash / For bash: source <(saan completion bash)");
    OnChosen(bash, shell, [app, shell] {
      shell->out() << BashCompletion(*app);
      return static_cast<int>(kExitOk);
    });
  }
};

}  // namespace

std::unique_ptr<Verb> MakeCompletion() {
  return std::make_unique<Completion>();
}

}  // namespace saan::ctl
