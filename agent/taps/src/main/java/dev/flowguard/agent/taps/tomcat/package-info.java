/** Tomcat, HTTP/1.1, HTTP/2 and AJP. */
@NullMarked
package dev.flowguard.agent.taps.tomcat;

import org.jspecify.annotations.NullMarked;
