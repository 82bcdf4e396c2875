using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Filtering;
using Scimify.Core.Scim.Reading;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Patching;

/// <summary>Applies operations to the values of a multi-valued attribute.</summary>
internal sealed class ValuePatcher(Dialect dialect, ToleranceLog log)
{
    /// <summary>How many values the operations of one request may look at together, each as often as a filter compares it.</summary>
    private const long MaxVisits = 2_000_000;

    private long _visits;

    /// <summary>Applies an operation whose path selects values with a filter.</summary>
    public void Apply(PatchOperation operation, PatchPath.Values path, AttributeDraft attributes)
    {
        var attribute = path.Target.Attribute!;
        var values = attributes.Many(attribute.Name);
        var chosen = Chosen(values, path.Filter);
        if (chosen.Count == 0)
        {
            ApplyToNone(operation, path, attribute, values);
        }
        else if (operation.Op == PatchOp.Remove && path.Sub is null)
        {
            var gone = chosen.Select(at => values[at]).ToHashSet(ReferenceEqualityComparer.Instance);
            values.RemoveAll(gone.Contains);
        }
        else
        {
            foreach (var at in chosen)
            {
                Set(attribute, values, at, Changed(operation, path, attribute, (ScimObject)values[at]));
            }

            RemoveEmpty(attribute, values, operation);
        }
    }

    /// <summary>Adds values that are not there yet. A value with the same value and type as an existing one is merged into it.</summary>
    public void AddAll(ScimAttribute attribute, MultiValueDraft values, ScimArray given)
    {
        foreach (var value in given)
        {
            if (values.Contains(value))
            {
                continue;
            }

            if (values.IndexOfIdentity(value, attribute) is { } at && values[at] is ScimObject old)
            {
                Set(attribute, values, at, AttributePatcher.Merge(attribute, old, (ScimObject)value));
                continue;
            }

            values.Add(value, attribute);
            ClearOtherPrimaries(values, values.Count - 1);
        }
    }

    /// <summary>Removes the listed values: by "value" and, if listed, "type"; otherwise by everything they have.</summary>
    public void RemoveAll(ScimAttribute attribute, MultiValueDraft values, ScimArray listed)
    {
        Visit(values.Count);
        var gone = listed.ToHashSet();
        var byIdentity = listed.Select(value => ValueIdentity.Of(value, attribute, withType: true)).OfType<string>().ToHashSet();
        var removed = values.RemoveAll(value =>
            gone.Contains(value)
            || (ValueIdentity.Of(value, attribute, withType: true) is { } identity && byIdentity.Contains(identity))
            || (ValueIdentity.Of(value, attribute, withType: false) is { } untyped && byIdentity.Contains(untyped)));
        if (removed < listed.Count)
        {
            log.Note(VendorQuirks.RemoveAbsent, $"accepted: a remove from \"{attribute.Name}\" of what was not there");
        }
    }

    /// <summary>For a path such as emails.type: every value gets it. If there is no value, one is created.</summary>
    public void ApplyToEach(PatchOperation operation, ScimAttribute attribute, ScimAttribute sub, MultiValueDraft values)
    {
        Visit(values.Count);
        if (sub.Name == "primary" && operation.Value is ScimBoolean { Value: true } && values.Count > 1)
        {
            throw ScimException.InvalidValue($"Only one value of \"{attribute.Name}\" can be primary.");
        }

        for (var at = 0; at < values.Count; at++)
        {
            if (values[at] is ScimObject old)
            {
                values[at] = AttributePatcher.WithSub(old, sub, operation);
            }
        }

        RemoveEmpty(attribute, values, operation);
        if (values.Count == 0 && operation.Op != PatchOp.Remove)
        {
            values.Add(ScimObject.Of((sub.Name, operation.Value!)), attribute);
        }
    }

    private void ApplyToNone(PatchOperation operation, PatchPath.Values path, ScimAttribute attribute, MultiValueDraft values)
    {
        if (operation.Op == PatchOp.Remove)
        {
            if (!dialect.Accepts(VendorQuirks.RemoveAbsent, log, $"accepted: a remove from \"{attribute.Name}\" of what was not there"))
            {
                throw NoTarget(path);
            }
        }
        else if (path.Sub is { } sub
            && FilterTemplate.Of(path.Filter, onlyTypeAndPrimary: true) is { } template
            && dialect.Accepts(VendorQuirks.CreateOnFilter, log, $"accepted: \"{path.Target}\" had no value for the filter; one was made"))
        {
            values.Add(template.With(sub.Name, operation.Value!), attribute);
            ClearOtherPrimaries(values, values.Count - 1);
        }
        else
        {
            throw NoTarget(path);
        }
    }

    private ScimObject Changed(PatchOperation operation, PatchPath.Values path, ScimAttribute attribute, ScimObject old)
    {
        if (path.Sub is { } sub)
        {
            return AttributePatcher.WithSub(old, sub, operation);
        }

        var value = (ScimObject)operation.Value!;
        if (operation.Op == PatchOp.Add)
        {
            return AttributePatcher.Merge(attribute, old, value);
        }

        foreach (var part in attribute.SubAttributes)
        {
            AttributePatcher.RequireMutable(part, old[part.Name], value[part.Name]);
        }

        return WithFilterAttributes(value, path);
    }

    private ScimObject WithFilterAttributes(ScimObject value, PatchPath.Values path)
    {
        var template = FilterTemplate.Of(path.Filter, onlyTypeAndPrimary: false) ?? ScimObject.Empty;
        foreach (var (name, chosenBy) in template)
        {
            if (!value.Contains(name)
                && dialect.Accepts(VendorQuirks.KeepFilterAttributes, log, $"accepted: the new value of \"{path.Target}\" had no \"{name}\"; it was kept"))
            {
                value = value.With(name, chosenBy);
            }
        }

        return value;
    }

    /// <summary>After a removal: a value with nothing left but a label, such as {"type": "work"}, is no longer a value.</summary>
    private static void RemoveEmpty(ScimAttribute attribute, MultiValueDraft values, PatchOperation operation)
    {
        if (operation.Op == PatchOp.Remove)
        {
            values.RemoveAll(value => value is ScimObject complex && complex.All(part => part.Key is "type" or "primary" or "display")
                && (complex.Count == 0 || attribute.Sub("value") is not null));
        }
    }

    private List<int> Chosen(MultiValueDraft values, Filter filter)
    {
        Visit((long)values.Count * filter.Comparisons);
        var chosen = new List<int>();
        for (var at = 0; at < values.Count; at++)
        {
            if (values[at] is ScimObject value && FilterEvaluator.Matches(filter, value))
            {
                chosen.Add(at);
            }
        }

        return chosen;
    }

    private void Set(ScimAttribute attribute, MultiValueDraft values, int at, ScimObject value)
    {
        var becamePrimary = !PrimaryValue.Is(values[at]) && attribute.Sub("primary") is not null;
        values[at] = value;
        if (becamePrimary)
        {
            ClearOtherPrimaries(values, at);
        }
    }

    /// <summary>RFC 7644 section 3.5.2: a new primary value takes "primary" from the previous one.</summary>
    private void ClearOtherPrimaries(MultiValueDraft values, int primary)
    {
        if (!PrimaryValue.Is(values[primary]))
        {
            return;
        }

        Visit(values.Count);
        for (var at = 0; at < values.Count; at++)
        {
            if (at != primary && PrimaryValue.Is(values[at]))
            {
                values[at] = PrimaryValue.Cleared(values[at]);
            }
        }
    }

    private void Visit(long count)
    {
        _visits += count;
        if (_visits > MaxVisits)
        {
            throw ScimException.PayloadTooLarge("The operations search too many values. Send fewer operations in one request.");
        }
    }

    private static ScimException NoTarget(PatchPath.Values path) =>
        ScimException.NoTarget($"The path \"{ScimJson.Excerpt(path.ToString())}\" matches no value of the resource.");
}
