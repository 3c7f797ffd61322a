// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile.check;

import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.Instruction;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.dockerfile.Span;
import dev.jbuild.dockerfile.Stage;

/** A Dockerfile with asterisks where its secrets are: findings are shown in logs. */
final class Masked {
  private final StringBuilder text;
  private boolean changed;

  private Masked(Source source) {
    this.text = new StringBuilder(source.text());
  }

  /** The source itself if there is nothing to hide; else a copy in which all has its place. */
  static Source of(Dockerfile dockerfile) {
    Source source = dockerfile.source();
    Masked masked = new Masked(source);
    dockerfile.metaArgs().forEach(masked::hide);
    for (Stage stage : dockerfile.stages()) {
      stage.instructions().forEach(masked::hide);
    }
    return masked.changed ? source.withText(masked.text.toString()) : source;
  }

  private void hide(Instruction instruction) {
    for (HardcodedSecret.Found found : HardcodedSecret.in(instruction)) {
      hide(found.value());
    }
  }

  private void hide(Span span) {
    changed = true;
    for (int i = span.start(); i < span.end(); i++) {
      if (!Character.isWhitespace(text.charAt(i))) {
        text.setCharAt(i, '*');
      }
    }
  }
}
