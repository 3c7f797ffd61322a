// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

/**
 * The answer to a call.
 *
 * @param text for standard output, with a newline at its end unless it is empty
 * @param warnings how many findings there are that are more than notes
 * @param errors how many things would stop a build
 */
public record CallResult(String text, int warnings, int errors) {}
