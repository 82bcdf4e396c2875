using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Sqlite.Metadata.Internal;

namespace Scimify.Core.Persistence.Schema;

/// <summary>Passes <see cref="WithoutRowid"/> from the entity to its table, and so to every operation that creates or rebuilds the table.</summary>
/// <remarks>EF Core has no public way to extend a provider's annotations. If an update changes this type, the schema tests fail.</remarks>
#pragma warning disable EF1001
internal sealed class SqliteAnnotations(RelationalAnnotationProviderDependencies dependencies) : SqliteAnnotationProvider(dependencies)
#pragma warning restore EF1001
{
    public override IEnumerable<IAnnotation> For(ITable table, bool designTime)
    {
        foreach (var annotation in base.For(table, designTime))
        {
            yield return annotation;
        }

        if (designTime && table.EntityTypeMappings.Any(mapping => mapping.TypeBase[WithoutRowid.Annotation] is true))
        {
            yield return new Annotation(WithoutRowid.Annotation, true);
        }
    }
}
