package dev.flowguard.rules.provenance;

/**
 * How much is known of one source of one category, and for how long.
 *
 * @param source as declared
 * @param values that are known
 * @param bytes that they take
 * @param share bytes that it holds where all sources that hold something want more: what others do
 *     not use it may borrow; 0 for files, which have no share
 * @param floor bytes of it that no other source can have evicted, however many hold something; 0
 *     for files
 * @param rememberMillis for how long a value is known after it was last seen; -1 for files, which
 *     are known as long as they exist
 * @param oldestMillis since the value that is known longest was last seen; -1 where none is known
 * @param lastsMillis in which its part of the memory is filled at the present rate, so that values
 *     are dropped before they expire if it is less than {@code rememberMillis}; -1 where hardly
 *     anything is captured
 * @param expired values that were not seen again in time
 * @param evicted values that were dropped early for lack of room
 * @param thinned values of which every other fingerprint was dropped for lack of room: runs of them
 *     must be twice as long to be found
 */
public record Remembered(
    String category,
    String source,
    int values,
    long bytes,
    long share,
    long floor,
    long rememberMillis,
    long oldestMillis,
    long lastsMillis,
    long expired,
    long evicted,
    long thinned) {}
