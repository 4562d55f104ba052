using System.Diagnostics;

namespace LogAppendSink.Credentials;

/// <summary>
/// A secret among settings, which anybody may destructure, serialise or inspect: what is set is kept, and what is shown is a mask.
/// </summary>
/// <remarks>
/// The mask is a string object of its own for each setting. Binders of configurations read a property and set it to what they have read,
/// also where the configuration does not name it: that must not put the mask in the place of the secret. Any other string of the same
/// letters was copied from something that does not show its secrets, and <see cref="Fault"/> says so.
/// </remarks>
internal sealed class SecretSetting
{
    internal const string Mask = "***";

    private readonly string _mask = new(Mask.AsSpan()); // not the literal, which all share

    /// <summary>The secret itself.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal string? Value { get; private set; }

    /// <summary>The mask where there is a secret, else null or the blanks that were set.</summary>
    internal string? Shown => IsSet ? _mask : Value;

    private bool IsSet => !string.IsNullOrWhiteSpace(Value);

    internal void Set(string? value)
    {
        if (!IsSet || !ReferenceEquals(value, _mask))
            Value = value;
    }

    /// <summary>Whether somebody who could not see the secret has set what was shown instead; null when not.</summary>
    internal static string? Fault(string name, string? value) => value?.Trim() == Mask
        ? $"{name} is '{Mask}', which is shown in place of a secret; set the secret itself, from where it is kept"
        : null;

    /// <summary>The mask, or nothing.</summary>
    public override string ToString() => Shown ?? "";
}
