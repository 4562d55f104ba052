using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>
/// The result of a request to a store: a value, an error, or neither if the object does not exist. Match it in a <see langword="switch"/>
/// with <c>{ Error: { } error }</c>, <c>{ Value: { } found }</c> and <c>_</c>.
/// </summary>
/// <typeparam name="T">The type of the value.</typeparam>
[Experimental(ExperimentalApi.Store)]
public readonly record struct StoreResult<T>
    where T : class
{
    private StoreResult(T? value, StoreError? error) => (Value, Error) = (value, error);

    /// <summary>The value; null if the object does not exist, or if the request failed.</summary>
    public T? Value { get; }

    /// <summary>The error; null if the request succeeded.</summary>
    public StoreError? Error { get; }

    /// <summary>Whether the store reported that the object does not exist.</summary>
    public bool IsAbsent => Value is null && Error is null;

    /// <summary>The result of a request for an object that does not exist.</summary>
#pragma warning disable CA1000 // The type argument states which object type is absent.
    public static StoreResult<T> Absent => default;
#pragma warning restore CA1000

    /// <summary>Creates the result of a request that returned a value.</summary>
    public static implicit operator StoreResult<T>(T value) => new(value, error: null);

    /// <summary>Creates the result of a failed request.</summary>
    public static implicit operator StoreResult<T>(StoreError error) => new(value: null, error);

    /// <summary>Returns the same absence or error as the result of a request for another type.</summary>
    internal StoreResult<TOther> As<TOther>()
        where TOther : class
    {
        Invariant.Holds(Value is null, "Only a result without a value can change its type.");
        return Error is { } error ? error : StoreResult<TOther>.Absent;
    }
}
