/** {@code HttpURLConnection} of the JDK, plain and TLS. */
@NullMarked
package dev.flowguard.agent.taps.urlconnection;

import org.jspecify.annotations.NullMarked;
