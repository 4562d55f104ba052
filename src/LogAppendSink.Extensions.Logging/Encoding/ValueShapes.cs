using System.Runtime.CompilerServices;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>Caches how values are written, by type. Thread-safe. Does not prevent types from unloading.</summary>
internal sealed class ValueShapes
{
    private readonly ConditionalWeakTable<Type, ValueShape> _shapes = [];

    internal ValueShape Of(object value) => _shapes.GetValue(value.GetType(), static type => new ValueShape(type));
}
