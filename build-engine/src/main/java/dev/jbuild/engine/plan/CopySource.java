// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Span;

/**
 * A source of COPY or ADD that is in a context, a stage or an image.
 *
 * @param path a path or pattern below its root: absolute, cleaned; see {@link CopyFilter#parents}
 * @param place where it is written, for errors
 */
public record CopySource(String path, Span place) {}
