using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scimify.Core.People;
using Scimify.Core.Requests;

namespace Scimify.Core.Persistence.Schema;

internal sealed class IdempotencyConfiguration : IEntityTypeConfiguration<IdempotencyKey>
{
    public void Configure(EntityTypeBuilder<IdempotencyKey> builder)
    {
        builder.ToTable("idempotency_keys");
        builder.HasKey(k => new { k.PersonId, k.Key });
        builder.HasIndex(k => k.CreatedAt, "ix_idempotency_keys_age");
        builder.HasIndex(k => k.AnswerUntil, "ix_idempotency_keys_secrets").HasFilter("answer_until IS NOT NULL");
        builder.HasOne<Person>().WithMany().HasForeignKey(k => k.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}
