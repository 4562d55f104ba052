using System.Diagnostics;

namespace LogAppendSink.Credentials;

/// <summary>
/// A secret among settings, which may be destructured, serialized or inspected: it stores the secret and shows only a mask.
/// </summary>
/// <remarks>
/// Each setting has its own string instance as the mask. Configuration binders read a property and write back what they read, even if the
/// configuration does not contain it; writing back this instance keeps the secret. Any other string with the same text was copied from a
/// masked value, and <see cref="Fault"/> reports it.
/// </remarks>
internal sealed class SecretSetting
{
    internal const string Mask = "***";

    private readonly string _mask = new(Mask.AsSpan()); // A new instance: literals are shared.

    /// <summary>The secret.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal string? Value { get; private set; }

    /// <summary>The mask if a secret is set; otherwise null or the blank value that was set.</summary>
    internal string? Shown => IsSet ? _mask : Value;

    private bool IsSet => !string.IsNullOrWhiteSpace(Value);

    internal void Set(string? value)
    {
        if (!IsSet || !ReferenceEquals(value, _mask))
            Value = value;
    }

    /// <summary>Returns an error if the mask was set instead of the secret; otherwise null.</summary>
    internal static string? Fault(string name, string? value) => value?.Trim() == Mask
        ? $"{name} is '{Mask}', the mask that replaces a secret in output; set the secret itself"
        : null;

    /// <summary>Returns the mask, or an empty string.</summary>
    public override string ToString() => Shown ?? "";
}
