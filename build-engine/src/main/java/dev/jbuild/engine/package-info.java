// SPDX-License-Identifier: Apache-2.0
/**
 * Building images: the API of jbuild.
 *
 * <p>Callers fill a {@link dev.jbuild.engine.BuildRequest}, hand it to {@link
 * dev.jbuild.engine.ImageBuilder} and watch {@link dev.jbuild.engine.BuildEvent}s. Planning, which
 * does no I/O, is in {@code engine.plan}; everything with an effect is in {@code engine.solve}.
 */
@NullMarked
package dev.jbuild.engine;

import org.jspecify.annotations.NullMarked;
