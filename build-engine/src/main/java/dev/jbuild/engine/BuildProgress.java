// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

/** Watches a build. Called from several threads at once; must not block for long. */
@FunctionalInterface
public interface BuildProgress {
  void on(BuildEvent event);
}
