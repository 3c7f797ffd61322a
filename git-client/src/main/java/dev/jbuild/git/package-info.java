// SPDX-License-Identifier: Apache-2.0
/**
 * Git repositories as sources of files.
 *
 * <p>{@link dev.jbuild.git.GitRef} is what people write, parsed without loading any library; {@link
 * dev.jbuild.git.GitClient} asks repositories, over JGit, which is loaded by the first question.
 */
@NullMarked
package dev.jbuild.git;

import org.jspecify.annotations.NullMarked;
