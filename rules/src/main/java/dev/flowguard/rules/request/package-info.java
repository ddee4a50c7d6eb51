/** What a gate hands over: one outbound request, as it would leave. */
@NullMarked
package dev.flowguard.rules.request;

import org.jspecify.annotations.NullMarked;
