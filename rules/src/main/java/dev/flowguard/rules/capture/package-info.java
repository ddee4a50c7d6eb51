/** Takes what a declared source captures out of the bodies of HTTP messages. */
@NullMarked
package dev.flowguard.rules.capture;

import org.jspecify.annotations.NullMarked;
