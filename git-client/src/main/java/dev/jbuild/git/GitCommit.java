// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.git;

import java.util.Optional;

/**
 * A commit of a remote repository.
 *
 * @param id 40 hex digits
 * @param ref the full name of the ref that leads to it, where that is known
 */
public record GitCommit(String id, Optional<String> ref) {}
