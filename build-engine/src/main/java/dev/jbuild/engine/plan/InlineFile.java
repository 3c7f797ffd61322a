// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

/** A file that stands in the Dockerfile itself, as a here-document. */
public record InlineFile(String name, String content) {}
