// SPDX-License-Identifier: Apache-2.0
/**
 * Dockerfile text to typed instructions with source spans; .dockerignore.
 *
 * <p>{@link dev.jbuild.dockerfile.Dockerfile#parse} goes text → logical lines → words → {@link
 * dev.jbuild.dockerfile.Instruction}s, grouped into {@link dev.jbuild.dockerfile.Stage}s. Variables
 * stay as written until somebody who knows their values calls {@link
 * dev.jbuild.dockerfile.Expander}. What is wrong is a {@link dev.jbuild.dockerfile.Diagnostic} with
 * its place. Nothing here touches a disk, and all takes time in proportion to the input.
 */
@NullMarked
package dev.jbuild.dockerfile;

import org.jspecify.annotations.NullMarked;
