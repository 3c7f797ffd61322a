// SPDX-License-Identifier: Apache-2.0
/** Dockerfile text to typed instructions with source spans; .dockerignore. */
@NullMarked
package dev.jbuild.dockerfile;

import org.jspecify.annotations.NullMarked;
