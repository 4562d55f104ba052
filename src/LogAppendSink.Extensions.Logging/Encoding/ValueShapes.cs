using System.Runtime.CompilerServices;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>What values become, by their type; looked at once a type. Thread-safe. Keeps no type from being unloaded.</summary>
internal sealed class ValueShapes
{
    private readonly ConditionalWeakTable<Type, ValueShape> _shapes = [];

    internal ValueShape Of(object value) => _shapes.GetValue(value.GetType(), static type => new ValueShape(type));
}
