using System.Globalization;
using System.Runtime.CompilerServices;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>Reads the parts of an event's state, with knowledge of the state's type.</summary>
internal static class EntryReading
{
    /// <summary>Reads what the encoder needs. If application code throws, only that part is lost.</summary>
    internal static void Read<TState>(
        this EntryProperties properties,
        IEntryEncoder encoder,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string>? formatter)
    {
        if (encoder.WritesMessage)
        {
            properties.Message = MessageOf(properties, state, exception, formatter);
            return;
        }

        EntryState<TState>.Read?.Invoke(state, properties);
        if (properties.Template is null)
            AddMessage(properties, state, formatter);
    }

    /// <summary>Returns the template of an event that is left out; empty if the state has none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static string TemplateOf<TState>(TState state)
    {
        try
        {
            using var properties = EntryProperties.Rent(limitBytes: 1);
            EntryState<TState>.Read?.Invoke(state, properties);
            return properties.Template ?? "";
        }
#pragma warning disable CA1031 // The state is application code, and may be what failed.
        catch (Exception)
#pragma warning restore CA1031
        {
            return "";
        }
    }

    /// <summary>
    /// Returns the message in the invariant culture. The framework formats most values that way, but keys, for example, in the thread's
    /// culture.
    /// </summary>
    private static string? MessageOf<TState>(
        EntryProperties properties, TState state, Exception? exception, Func<TState, Exception?, string>? formatter)
    {
        var culture = CultureInfo.CurrentCulture;
        var isForeign = !ReferenceEquals(culture, CultureInfo.InvariantCulture);
        try
        {
            if (isForeign)
                CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            return formatter is not null ? formatter(state, exception) : state?.ToString();
        }
#pragma warning disable CA1031 // Application code may throw; the template is a useful substitute for the message.
        catch (Exception error)
#pragma warning restore CA1031
        {
            EntryState<TState>.Read?.Invoke(state, properties);
            return $"{properties.Template}{(properties.Template is null ? "" : " ")}(the message formatter threw {error.GetType()})";
        }
        finally
        {
            if (isForeign)
                CultureInfo.CurrentCulture = culture;
        }
    }

    /// <summary>Gives an event without a template one that shows its message, under the name of its state's type if it has one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddMessage<TState>(EntryProperties properties, TState state, Func<TState, Exception?, string>? formatter)
    {
        object? message = formatter is not null ? MessageOf(properties, state, exception: null, formatter) : state;
        var name = state switch
        {
            null => "Message",
            IEnumerable<KeyValuePair<string, object?>> when !state.GetType().IsGenericType => state.GetType().Name,
            _ => "State",
        };
        properties.Add(new KeyValuePair<string, object?>(name, message));
        properties.Template = $"{{{name}:l}}";
    }
}
