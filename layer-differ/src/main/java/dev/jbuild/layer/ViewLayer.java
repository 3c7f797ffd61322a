// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

/** One layer of a {@link MergedView}. */
public record ViewLayer(LayerToc toc, LayerData data) {}
