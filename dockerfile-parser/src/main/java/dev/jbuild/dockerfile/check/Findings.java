// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile.check;

import dev.jbuild.dockerfile.Comments;
import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.Instruction;
import dev.jbuild.dockerfile.Problems;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.dockerfile.Span;
import dev.jbuild.dockerfile.Word;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects what rules find, but for what the file, or a comment above an instruction, skips. */
public final class Findings {
  private static final String CHECK = "check";

  private final Dockerfile dockerfile;
  private final CheckOptions options;
  private final boolean notes;
  private final List<Finding> found = new ArrayList<>();
  private final Problems doubts = new Problems();

  /** What the comments above an instruction say, by where it starts. */
  private final Map<Integer, CheckOptions> locals = new HashMap<>();

  /** {@code notes}: whether advice that nobody asked for is collected too. */
  public Findings(Dockerfile dockerfile, CheckOptions options, boolean notes) {
    this.dockerfile = dockerfile;
    this.options = options;
    this.notes = notes;
  }

  public Dockerfile dockerfile() {
    return dockerfile;
  }

  /** Whether some rule that gives advice may be heard: if not, none has to be tried. */
  public boolean wantsAdvice() {
    return notes || !options.experimental().isEmpty();
  }

  /** Notes what is found at {@code place} in an instruction. */
  public void add(Rule rule, Instruction.Origin at, Span place, String detail) {
    add(rule, at, place, detail, Optional.empty());
  }

  /** As above, with a guess at what was meant. */
  public void add(
      Rule rule, Instruction.Origin at, Span place, String detail, Optional<String> nearest) {
    Optional<String> hint = nearest.map(n -> "did you mean " + n + "?");
    add(new Finding(rule, false, at.span(), place, detail, hint), at);
  }

  /** Notes a finding, unless the file or a comment above one of the instructions skips it. */
  void add(Finding finding, Instruction.Origin... at) {
    if (finding.place().source() != dockerfile.source()) {
      return; // A trigger of a base image: not for the reader of this file to mend.
    }
    CheckOptions heard = options;
    for (Instruction.Origin origin : at) {
      heard = heard.and(local(origin));
    }
    CheckOptions.Hearing hearing = heard.hearing(finding.rule());
    boolean note = hearing == CheckOptions.Hearing.NOTE;
    if (hearing == CheckOptions.Hearing.WARNING || (note && notes)) {
      found.add(note ? finding.asNote() : finding);
    }
  }

  /** In the order of the file; places are in a copy that has no secrets, if it has any. */
  public List<Finding> list() {
    if (found.isEmpty()) {
      return List.of();
    }
    Source shown = Masked.of(dockerfile);
    List<Finding> sorted = new ArrayList<>();
    found.forEach(f -> sorted.add(f.in(shown)));
    sorted.sort(
        Comparator.comparingInt((Finding f) -> f.lines().start())
            .thenComparingInt(f -> f.place().start())
            .thenComparing(f -> f.rule().title()));
    return sorted;
  }

  /** What is doubtful in the comments that steer the checks. */
  public List<Diagnostic> doubts() {
    return doubts.warnings();
  }

  private CheckOptions local(Instruction.Origin origin) {
    return locals.computeIfAbsent(origin.span().start(), start -> read(origin));
  }

  private CheckOptions read(Instruction.Origin origin) {
    CheckOptions local = CheckOptions.DEFAULT;
    for (Word comment : Comments.above(dockerfile, origin)) {
      Optional<Word> value = checkValue(comment);
      if (value.isPresent()) {
        local = local.and(parse(value.get()));
      }
    }
    return local;
  }

  /** What is wrong in a comment fails no build, as it does none of BuildKit's. */
  private CheckOptions parse(Word value) {
    Problems found = new Problems();
    CheckOptions parsed = CheckOptions.parse(value, found);
    found.errors().forEach(e -> doubts.warn(e.span(), e.message()));
    found.warnings().forEach(doubts::add);
    if (parsed.error()) {
      doubts.warn(value.span(), "error= counts at the head of the file only");
    }
    return parsed;
  }

  /** What follows {@code check=}; the key is taken in any case, as in directives. */
  static Optional<Word> checkValue(Word comment) {
    int equals = comment.text().indexOf('=');
    if (equals < 0 || !comment.text().substring(0, equals).strip().equalsIgnoreCase(CHECK)) {
      return Optional.empty();
    }
    String value = comment.text().substring(equals + 1).stripLeading();
    int end = comment.span().end();
    return Optional.of(new Word(value, comment.span().source().span(end - value.length(), end)));
  }
}
