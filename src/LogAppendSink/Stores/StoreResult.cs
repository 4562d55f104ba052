using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>
/// The result of a request to a store: a value, an error, or neither where the object does not exist. A <see langword="switch"/> reads it with
/// <c>{ Error: { } error }</c>, <c>{ Value: { } found }</c> and <c>_</c>.
/// </summary>
/// <typeparam name="T">What is found.</typeparam>
[Experimental(ExperimentalApi.Store)]
public readonly record struct StoreResult<T>
    where T : class
{
    private StoreResult(T? value, StoreError? error) => (Value, Error) = (value, error);

    /// <summary>What the store found; null where the object does not exist, and where the request failed.</summary>
    public T? Value { get; }

    /// <summary>Why the request failed; null where it succeeded.</summary>
    public StoreError? Error { get; }

    /// <summary>Whether the store has said that the object does not exist.</summary>
    public bool IsAbsent => Value is null && Error is null;

    /// <summary>The object does not exist.</summary>
#pragma warning disable CA1000 // The caller knows what it looked for.
    public static StoreResult<T> Absent => default;
#pragma warning restore CA1000

    /// <summary>The request found the value.</summary>
    public static implicit operator StoreResult<T>(T value) => new(value, error: null);

    /// <summary>The request failed.</summary>
    public static implicit operator StoreResult<T>(StoreError error) => new(value: null, error);

    /// <summary>The same absence or error, for a request that finds something else.</summary>
    internal StoreResult<TOther> As<TOther>()
        where TOther : class
    {
        Invariant.Holds(Value is null, "Only what was not found is passed on without its value.");
        return Error is { } error ? error : StoreResult<TOther>.Absent;
    }
}
