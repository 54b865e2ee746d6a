package dev.headgate.simulate;

import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A transaction, made up or submitted.
///
/// @param to null when it makes a contract
/// @param value in wei
/// @param pays the receiver of the one transfer that it logs; empty for a submitted transaction
record Transaction(
    String hash,
    String from,
    @Nullable String to,
    long nonce,
    BigInteger value,
    long gas,
    String input,
    int type,
    Signature signature,
    Optional<String> pays) {}
