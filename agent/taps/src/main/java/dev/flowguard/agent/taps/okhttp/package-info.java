/** OkHttp since 3.14, HTTP/1.1 and HTTP/2. */
@NullMarked
package dev.flowguard.agent.taps.okhttp;

import org.jspecify.annotations.NullMarked;
