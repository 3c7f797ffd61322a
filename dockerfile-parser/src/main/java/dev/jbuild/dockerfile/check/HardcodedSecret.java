// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile.check;

import dev.jbuild.dockerfile.Instruction;
import dev.jbuild.dockerfile.Span;
import dev.jbuild.dockerfile.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A secret that stands in the file: a variable whose name says so has a value, or a value has the
 * form that a service gives its credentials.
 */
final class HardcodedSecret {
  /** What credentials begin with, and how many characters at least follow. */
  private static final List<Form> FORMS =
      List.of(
          new Form("AKIA", 16, "an AWS access key"),
          new Form("ASIA", 16, "an AWS access key"),
          new Form("ghp_", 30, "a GitHub token"),
          new Form("gho_", 30, "a GitHub token"),
          new Form("ghs_", 30, "a GitHub token"),
          new Form("github_pat_", 30, "a GitHub token"),
          new Form("glpat-", 16, "a GitLab token"),
          new Form("xoxb-", 16, "a Slack token"),
          new Form("xoxp-", 16, "a Slack token"),
          new Form("npm_", 30, "an npm token"),
          new Form("dckr_pat_", 20, "a Docker token"),
          new Form("sk_live_", 16, "a Stripe key"),
          new Form("AIza", 30, "a Google key"),
          new Form("eyJhbGciOi", 20, "a JSON web token"));

  private static final String PRIVATE_KEY = "PRIVATE KEY-----";

  private HardcodedSecret() {}

  private record Form(String prefix, int rest, String name) {}

  /**
   * A secret.
   *
   * @param what it is, for the message
   * @param value what must not be shown
   * @param place what to point at
   */
  record Found(String what, Span value, Span place) {}

  static void check(Instruction instruction, Findings findings) {
    for (Found found : in(instruction)) {
      findings.add(
          Rule.HARDCODED_SECRET,
          instruction.origin(),
          found.place(),
          found.what() + " stands in the file");
    }
  }

  /** All secrets of ARG, ENV, LABEL and RUN. */
  static List<Found> in(Instruction instruction) {
    List<Found> found = new ArrayList<>();
    if (instruction instanceof Instruction.Arg arg) {
      for (Instruction.Arg.Declaration d : arg.declarations()) {
        d.value().flatMap(value -> in(d.name(), value, true)).ifPresent(found::add);
      }
    } else if (instruction instanceof Instruction.Env env) {
      env.pairs().forEach(p -> in(p.key(), p.value(), true).ifPresent(found::add));
    } else if (instruction instanceof Instruction.Label label) {
      label.pairs().forEach(p -> in(p.key(), p.value(), false).ifPresent(found::add));
    } else if (instruction instanceof Instruction.Run run) {
      Span whole = run.origin().span();
      form(whole).ifPresent(found::add);
    }
    return found;
  }

  private static Optional<Found> in(Word name, Word value, boolean isVariable) {
    Optional<Found> form = form(value.span());
    if (form.isPresent()) {
      return Optional.of(new Found(form.get().what(), value.span(), name.span()));
    }
    String text = value.text();
    boolean literal = text.indexOf('$') < 0 && !text.isBlank();
    boolean empty = text.equals("\"\"") || text.equals("''");
    return isVariable && literal && !empty && SecretNames.isSecret(name.text())
        ? Optional.of(new Found("the value of " + name, value.span(), name.span()))
        : Optional.empty();
  }

  private static Optional<Found> form(Span span) {
    String text = span.text();
    for (Form form : FORMS) {
      int at = text.indexOf(form.prefix());
      while (at >= 0) {
        int end = at + form.prefix().length();
        while (end < text.length() && isTokenPart(text.charAt(end))) {
          end++;
        }
        boolean begins = at == 0 || !isTokenPart(text.charAt(at - 1));
        if (begins && end - at - form.prefix().length() >= form.rest()) {
          return Optional.of(found(form.name(), span, at, end));
        }
        at = text.indexOf(form.prefix(), end);
      }
    }
    int key = text.indexOf(PRIVATE_KEY);
    return key < 0
        ? Optional.empty()
        : Optional.of(found("a private key", span, key, key + PRIVATE_KEY.length()));
  }

  private static Found found(String what, Span in, int start, int end) {
    Span place = in.source().span(in.start() + start, in.start() + end);
    return new Found(what, in, place);
  }

  private static boolean isTokenPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.';
  }
}
