#include "gateway/ctl/interrupt.h"

namespace saan::ctl {
namespace {

volatile sig_atomic_t interrupted = 0;

void Note(int) { interrupted = 1; }

}  // namespace

InterruptWatch::InterruptWatch() {
  interrupted = 0;
  struct sigaction note = {};
  note.sa_handler = Note;
  note.sa_flags = SA_RESETHAND | SA_RESTART;
  sigaction(SIGINT, &note, &before_int_);
  sigaction(SIGTERM, &note, &before_term_);
}

InterruptWatch::~InterruptWatch() {
  sigaction(SIGINT, &before_int_, nullptr);
  sigaction(SIGTERM, &before_term_, nullptr);
}

bool InterruptWatch::is_interrupted() const { return interrupted != 0; }

}  // namespace saan::ctl
