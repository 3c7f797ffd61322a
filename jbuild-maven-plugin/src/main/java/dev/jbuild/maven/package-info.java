// SPDX-License-Identifier: Apache-2.0
/** The Maven plugin: fills a {@link dev.jbuild.engine.BuildRequest} and starts a child process. */
@NullMarked
package dev.jbuild.maven;

import org.jspecify.annotations.NullMarked;
