/** What is measured: Google Analytics. */
@NullMarked
package com.mirage.analytics;

import org.jspecify.annotations.NullMarked;
