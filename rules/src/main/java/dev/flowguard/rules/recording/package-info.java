/** Requests out of recordings that browsers and proxies make. */
@NullMarked
package dev.flowguard.rules.recording;

import org.jspecify.annotations.NullMarked;
